import { textEntry, type LibraryEntry } from './entry.ts';

const STOP = 'Reply STOP to opt out';
const NAME = '{{or owner.first_name "dear customer"}}';
const PETS = '{{or appointment.pet_names "your pet"}}';
const ANY_PETS = '{{or pets.names "your pet"}}';

/** Workflows after a visit, and for those who have not come for long. */
export const LATER_ENTRIES: readonly LibraryEntry[] = [
  textEntry({
    key: 'thanks_after_visit',
    name: 'Thanks after a visit',
    category: 'follow-ups',
    description: 'Two hours after a visit, says thank you and asks how it went.',
    body: `Thank you for coming, ${NAME}! How was it for ${PETS}? Reply 1 to 5, 5 is best. {{business.name}}`,
    asks: 'rating',
    definition: {
      trigger: { type: 'appointment_completed', delayHours: 2 },
      reentry: { rule: 'after_days', days: 1 },
    },
  }),
  {
    key: 'post_appointment_follow_up',
    category: 'follow-ups',
    description: 'Two hours after a visit, says thank you and asks nothing.',
    definition: {
      name: 'Post-appointment follow-up',
      description: 'Two hours after a visit, says thank you and asks nothing.',
      trigger: { type: 'appointment_completed', delayHours: 2 },
      conditions: [{ field: 'owner.sms_opted_in', operator: 'equals', value: true }],
      steps: [
        {
          type: 'send_sms',
          id: 'text',
          template: 'post_appointment_thanks',
          variables: { owner_name: '<owner.first_name>' },
        },
        { type: 'log_event', message: 'Follow-up SMS sent' },
      ],
      reentry: { rule: 'after_days', days: 1 },
    },
    templates: [
      {
        key: 'post_appointment_thanks',
        name: 'Thanks after an appointment',
        category: 'follow-ups',
        channel: 'sms',
        body: `Thank you for coming, {{owner_name}}! See you and ${PETS} again soon. {{business.name}}`,
        variables: [
          { name: 'owner_name', label: 'Name of the customer', fallback: 'dear customer' },
        ],
      },
    ],
  },
  textEntry({
    key: 'vaccination_record_after_visit',
    name: 'Lapsed vaccination after a visit',
    category: 'vaccination',
    description:
      'Two weeks after a visit, asks for the new record when a vaccination is still lapsed.',
    body: `{{business.name}}: a vaccination on our record has lapsed ({{vaccinations.expired}}). Please send us the new record before your next visit.`,
    definition: {
      trigger: { type: 'appointment_completed', delayHours: 336 },
      conditions: [{ field: 'vaccinations.expired', operator: 'is_known' }],
      reentry: { rule: 'after_days', days: 30 },
    },
  }),
  textEntry({
    key: 'balance_reminder',
    name: 'Reminder of an open balance',
    category: 'reminders',
    description: 'Three days after a visit, names the balance if one is still open.',
    body: `{{business.name}}: {{ledger.balance}} of your account is still open. You can pay at your next visit. Questions? Just reply to this text.`,
    definition: {
      trigger: { type: 'appointment_completed', delayHours: 72 },
      conditions: [{ field: 'ledger.balance', operator: 'greater_than', value: 0 }],
      reentry: { rule: 'after_days', days: 14 },
    },
  }),
  textEntry({
    key: 'rebook_after_five_weeks',
    name: 'Time for the next visit',
    category: 'win-back',
    description:
      'Five weeks after a visit, offers a new time to those who agreed to offers and have none booked.',
    purpose: 'marketing',
    body: `{{business.name}}: it is time for ${ANY_PETS} again, ${NAME}. Shall we find a time? ${STOP}`,
    first: [
      { type: 'wait', days: 35, until: '11:00' },
      {
        type: 'branch',
        conditions: [{ field: 'history.next_visit_on', operator: 'is_missing' }],
        then: 'text',
        else: 'stop',
      },
    ],
    definition: {
      trigger: { type: 'appointment_completed' },
      reentry: { rule: 'not_while_running' },
    },
  }),
  textEntry({
    key: 'win_back_ten_weeks',
    name: 'Win back after ten weeks',
    category: 'win-back',
    description:
      'Ten weeks after the last visit, says hello to those who agreed to offers and have no visit to come.',
    purpose: 'marketing',
    body: `{{business.name}}: we miss ${ANY_PETS}, ${NAME}! Reply and we will find a time for you. ${STOP}`,
    definition: {
      trigger: { type: 'customer_lapsed', days: 70, at: '11:00' },
      reentry: { rule: 'after_days', days: 60 },
    },
  }),
  textEntry({
    key: 'win_back_half_year',
    name: 'Win back after half a year',
    category: 'win-back',
    description: 'Half a year after the last visit, one last hello with an offer.',
    purpose: 'marketing',
    body: `{{business.name}}: it has been a while, ${NAME}. Come back with ${ANY_PETS} for {{offer}}. ${STOP}`,
    variables: [{ name: 'offer', label: 'What you offer', fallback: '10% off' }],
    definition: {
      trigger: { type: 'customer_lapsed', days: 182, at: '11:00' },
      reentry: { rule: 'after_days', days: 180 },
    },
  }),
  textEntry({
    key: 'pet_birthday',
    name: 'Birthday of a pet',
    category: 'promotions',
    description: 'On the birthday of one of their pets, a greeting with an offer. Once in the day.',
    purpose: 'marketing',
    body: `{{business.name}}: happy birthday to {{or pets.birthday_names "your pet"}}! To celebrate: {{offer}}. ${STOP}`,
    variables: [{ name: 'offer', label: 'What you offer', fallback: '10% off this month' }],
    definition: {
      trigger: { type: 'birthday', at: '11:00' },
      reentry: { rule: 'after_days', days: 1 },
    },
  }),
  textEntry({
    key: 'loyal_customer_offer',
    name: 'Thanks to loyal customers',
    category: 'promotions',
    description: 'A day after their tenth visit or a later one, an offer to say thank you. Once.',
    purpose: 'marketing',
    body: `{{business.name}}: thank you for {{history.visit_count}} visits, ${NAME}! Your next one: {{offer}}. ${STOP}`,
    variables: [{ name: 'offer', label: 'What you offer', fallback: '10% off' }],
    definition: {
      trigger: { type: 'appointment_completed', delayHours: 24 },
      conditions: [{ field: 'history.visit_count', operator: 'at_least', value: 10 }],
      reentry: { rule: 'once' },
    },
  }),
  textEntry({
    key: 'seasonal_offer',
    name: 'An offer of the season',
    category: 'promotions',
    description: 'Started by hand, for one customer or as a campaign: an offer you fill in.',
    purpose: 'marketing',
    body: `{{business.name}}: {{offer}} for ${ANY_PETS}. Reply to book. ${STOP}`,
    variables: [
      { name: 'offer', label: 'What you offer', fallback: '10% off every bath this week' },
    ],
    definition: { trigger: { type: 'manual' } },
  }),
];
