import { textEntry, type LibraryEntry } from './entry.ts';

const PETS = '{{or appointment.pet_names "your pet"}}';

/** Workflows around a visit: before it, when it is booked, moved or cancelled. */
export const VISIT_ENTRIES: readonly LibraryEntry[] = [
  textEntry({
    key: 'reminder_24h',
    name: 'Reminder the day before',
    category: 'reminders',
    description:
      'A day before each visit, reminds the customer of its time. Moves with the visit and never comes for one that was cancelled.',
    body: `{{business.name}}: see you {{appointment.date}} at {{appointment.time}} with ${PETS}. Reply C to confirm. If you cannot come, just reply to this text.`,
    asks: 'confirm',
    definition: { trigger: { type: 'appointment_approaching', hoursBefore: 24 } },
  }),
  textEntry({
    key: 'reminder_2h',
    name: 'Reminder two hours before',
    category: 'reminders',
    description: 'Two hours before each visit, a last short reminder.',
    body: `{{business.name}}: see you today at {{appointment.time}} with ${PETS}.`,
    definition: {
      trigger: { type: 'appointment_approaching', hoursBefore: 2 },
      maxLateMinutes: 60,
    },
  }),
  textEntry({
    key: 'booking_confirmation',
    name: 'Confirmation of a booking',
    category: 'reminders',
    description: 'As soon as a visit is booked, tells the customer its day, time and price.',
    body: `{{business.name}}: ${PETS} is booked for {{appointment.date}} at {{appointment.time}}. Reply C to confirm. Questions? Just reply to this text.`,
    asks: 'confirm',
    definition: {
      trigger: { type: 'appointment_created' },
      conditions: [{ field: 'appointment.source', operator: 'not_equals', value: 'walk_in' }],
    },
  }),
  textEntry({
    key: 'moved_visit',
    name: 'Confirmation of a new time',
    category: 'reminders',
    description: 'When a visit is moved, tells the customer the time that now stands.',
    body: `{{business.name}}: your visit with ${PETS} is now on {{appointment.date}} at {{appointment.time}}. Reply C to confirm.`,
    asks: 'confirm',
    definition: { trigger: { type: 'appointment_rescheduled' } },
  }),
  textEntry({
    key: 'new_customer_welcome',
    name: 'Welcome to a new customer',
    category: 'follow-ups',
    description:
      'An hour after somebody books for the first time, says welcome and what to bring. Once per customer.',
    body: `Welcome to {{business.name}}, {{or owner.first_name "dear customer"}}! For the first visit please bring the vaccination record of ${PETS}.`,
    definition: {
      trigger: { type: 'appointment_created', delayHours: 1 },
      conditions: [{ field: 'history.visit_count', operator: 'equals', value: 0 }],
      reentry: { rule: 'once' },
    },
  }),
  textEntry({
    key: 'cancelled_visit_new_time',
    name: 'A new time after a cancellation',
    category: 'follow-ups',
    description: 'A day after a visit was cancelled, offers a new time if none is booked since.',
    body: `{{business.name}}: sorry that it did not work out. Shall we find a new time for ${PETS}? Just reply to this text.`,
    definition: {
      trigger: { type: 'appointment_cancelled', delayHours: 24 },
      conditions: [{ field: 'history.next_visit_on', operator: 'is_missing' }],
    },
  }),
  textEntry({
    key: 'no_show_recovery',
    name: 'After a missed visit',
    category: 'no-show recovery',
    description:
      'Two hours after a visit was missed, asks kindly for a new time. Withdrawn when the mark is set right.',
    body: `{{business.name}}: we missed you and ${PETS} on {{appointment.date}}. Shall we find a new time? Just reply to this text.`,
    definition: {
      trigger: { type: 'no_show_detected', delayHours: 2 },
      conditions: [{ field: 'history.next_visit_on', operator: 'is_missing' }],
      reentry: { rule: 'after_days', days: 7 },
    },
  }),
  textEntry({
    key: 'vaccination_record_at_booking',
    name: 'Lapsed vaccination when booking',
    category: 'vaccination',
    description:
      'An hour after a visit is booked, asks for the new record when a vaccination of one of their pets has lapsed.',
    body: `{{business.name}}: our record says that a vaccination has lapsed ({{vaccinations.expired}}). Please bring the new record on {{appointment.date}}.`,
    definition: {
      trigger: { type: 'appointment_created', delayHours: 1 },
      conditions: [{ field: 'vaccinations.expired', operator: 'is_known' }],
      reentry: { rule: 'after_days', days: 14 },
    },
  }),
];
