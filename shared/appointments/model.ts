import { z } from 'zod';
import {
  documentType,
  dueFields,
  instantField,
  localDateField,
  type DocumentOf,
} from '../platform/store/document-type.ts';

/**
 * Where a visit stands. A visit under way is `arrived` with `startedAt`. unresolved: it came in
 * with an import, its day had passed, and nobody knows how it ended.
 */
export const APPOINTMENT_STATUSES = [
  'booked',
  'confirmed',
  'arrived',
  'completed',
  'cancelled',
  'no_show',
  'unresolved',
] as const;
/** One of {@link APPOINTMENT_STATUSES}. */
export type AppointmentStatus = (typeof APPOINTMENT_STATUSES)[number];

/** How a visit came about. */
export const APPOINTMENT_SOURCES = ['online', 'phone', 'walk_in', 'staff', 'import'] as const;
/** One of {@link APPOINTMENT_SOURCES}. */
export type AppointmentSource = (typeof APPOINTMENT_SOURCES)[number];

/** On whose wish a visit was moved or cancelled. */
export const APPOINTMENT_PARTIES = ['owner', 'business'] as const;
/** One of {@link APPOINTMENT_PARTIES}. */
export type AppointmentParty = (typeof APPOINTMENT_PARTIES)[number];

/** Rules of booking that a person with the right may set aside, with a reason. */
export const BOOKING_RULES = ['double-booking', 'outside-shift', 'vaccines', 'reputation'] as const;
/** One of {@link BOOKING_RULES}. */
export type BookingRule = (typeof BOOKING_RULES)[number];

/** What can be noted in {@link Appointment.history}. */
export const HISTORY_ENTRIES = [
  'booked',
  'confirmed',
  'rescheduled',
  'arrived',
  'started',
  'completed',
  'cancelled',
  'no_show',
  'no_show_undone',
  'check_in_undone',
  'start_undone',
  'completion_undone',
  'cancellation_undone',
  'changed',
] as const;

/** Steps of a visit that can be taken back. */
export const UNDOABLE_STEPS = ['check-in', 'start', 'completion', 'cancellation'] as const;
/** One of {@link UNDOABLE_STEPS}. */
export type UndoableStep = (typeof UNDOABLE_STEPS)[number];

/** One service for one pet of a visit, with the price and length agreed at booking. */
const serviceLine = z.object({
  serviceId: z.string(),
  petId: z.string(),
  name: z.string(),
  /** Before tax, in cents of the tenant's currency. */
  priceCents: z.number(),
  /** In millionths, see the service. */
  taxRatePpm: z.number(),
  durationMinutes: z.number(),
});

/** A checkpoint still to come: `approaching` raises an event, `grace` asks whether they came. */
const checkpoint = z.object({
  kind: z.enum(['approaching', 'grace']),
  /** approaching: the offset it stands for. */
  hoursBefore: z.number().optional(),
  /** When it is due, moved out of the hours in which nobody is texted. */
  at: instantField,
});

/** A visit of one or several pets of one owner with one staff member. */
export const appointmentType = documentType('appointment', {
  ...dueFields,
  ownerId: z.string(),
  staffId: z.string(),
  status: z.enum(APPOINTMENT_STATUSES),
  source: z.enum(APPOINTMENT_SOURCES),
  /** The pets, each once. */
  petIds: z.array(z.string()),
  /** What is done, one line per pet and service. */
  services: z.array(serviceLine),
  startsAt: instantField,
  /** When the services are done, exclusive. */
  endsAt: instantField,
  /** Until when the staff member's time is taken: `endsAt` and the clean-up after it. */
  busyUntil: instantField,
  /** The day of `startsAt` as the business has it in `timeZone`, kept when the business moves. */
  localDate: localDateField,
  timeZone: z.string(),
  notes: z.string().optional(),
  confirmedAt: instantField.optional(),
  /** When they came; only a check-in sets it, so that a visit whose completion was undone may lack it. */
  arrivedAt: instantField.optional(),
  startedAt: instantField.optional(),
  completedAt: instantField.optional(),
  cancellation: z
    .object({
      at: instantField,
      by: z.enum(APPOINTMENT_PARTIES),
      reason: z.string(),
      /** Whether it counts as late; never when `by` is the business. */
      late: z.boolean(),
      /** The start that it was judged against. */
      judgedAgainst: instantField,
    })
    .optional(),
  /** The start that the owner held before they moved it at short notice: late is judged by it. */
  heldStartsAt: instantField.optional(),
  /** The business moved it at short notice: the owner may cancel without it counting as late. */
  movedByBusiness: z.boolean().optional(),
  /** Rules set aside at booking or at a move, and why. */
  overrides: z.array(
    z.object({
      rule: z.enum(BOOKING_RULES),
      reason: z.string(),
      /** The member who did. */
      by: z.string().optional(),
      at: instantField,
    }),
  ),
  /** Vaccines that do not cover the visit's date, as found when it was booked or moved. */
  vaccineGaps: z.array(
    z.object({
      petId: z.string(),
      vaccine: z.string(),
      /** Last day of cover; absent: no record. */
      expiryDate: localDateField.optional(),
    }),
  ),
  /** The owner's standing asked for a deposit at booking. */
  depositAsked: z.boolean().optional(),
  /** Checkpoints to come, the next one first; `dueAt` is its instant. */
  checkpoints: z.array(checkpoint),
  /** Checkpoints that never came to pass under this `scheduleVersion`, and why. */
  skippedCheckpoints: z.array(
    z.object({
      kind: z.enum(['approaching', 'grace']),
      hoursBefore: z.number().optional(),
      reason: z.string(),
    }),
  ),
  /** Offsets (hours before) that are dealt with under this `scheduleVersion`. */
  offsetsDone: z.array(z.number()),
  /** The tenant's `planVersion` of these checkpoints; absent: none to come. */
  planVersion: z.number().optional(),
  /** Counts the moves; what was planned for another one is void. */
  scheduleVersion: z.number(),
  /** Counts the no-show marks: a mark after an undone one is another mark. */
  markSeq: z.number(),
  /** The last step that was taken back, and why. */
  undone: z
    .object({
      step: z.enum(UNDOABLE_STEPS),
      reason: z.string(),
      /** The member who did. */
      by: z.string().optional(),
      at: instantField,
    })
    .optional(),
  /** Counts the completions taken back: what the next one earns is noted anew. Absent: none. */
  completionSeq: z.number().optional(),
  /** Counts the cancellations taken back: what the next one costs is noted anew. Absent: none. */
  cancellationSeq: z.number().optional(),
  /** Counts the charges taken back with a step: the next one is another charge. Absent: none. */
  chargeSeq: z.number().optional(),
  /** Counts the events raised about it. */
  eventSequence: z.number(),
  /** What happened to it, oldest first. */
  history: z.array(
    z.object({
      at: instantField,
      what: z.enum(HISTORY_ENTRIES),
      status: z.enum(APPOINTMENT_STATUSES),
      /** The member who did; absent: the product itself or an operator. */
      by: z.string().optional(),
      reason: z.string().optional(),
      /** rescheduled: the start and staff member before. */
      fromStartsAt: instantField.optional(),
      fromStaffId: z.string().optional(),
    }),
  ),
  /** The id this visit had in the system it was imported from. */
  externalId: z.string().optional(),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A visit. */
export type Appointment = DocumentOf<typeof appointmentType>;

/** Visits that are still to come about: they can be moved, cancelled and missed. */
export const OPEN_STATUSES = ['booked', 'confirmed'] as const satisfies AppointmentStatus[];

/** Whether the visit is still to come about. */
export function isOpen({ status }: Pick<Appointment, 'status'>): boolean {
  return status === 'booked' || status === 'confirmed';
}
