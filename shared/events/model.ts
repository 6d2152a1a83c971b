import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import {
  documentType,
  dueFields,
  instantField,
  type DocumentOf,
} from '../platform/store/document-type.ts';

/** Everything that happens and that other parts of the business may act on. */
export const EVENT_NAMES = [
  'appointment_created',
  'appointment_confirmed',
  'appointment_rescheduled',
  'appointment_cancelled',
  'appointment_approaching',
  'appointment_arrived',
  'appointment_completed',
  'appointment_step_undone',
  'no_show_detected',
  'no_show_undone',
  'no_show_waived',
  'vaccination_expiring',
  'inbound_keyword',
  'charge_posted',
  'payment_received',
  'refund_posted',
  'waiver_posted',
  'credit_used',
  'entry_reversed',
] as const;
/** One of {@link EVENT_NAMES}. */
export type EventName = (typeof EVENT_NAMES)[number];

/** Where an event stands. waiting: for its subscribers. failed: attempts are used up, a person may retry. */
export const EVENT_STATUSES = ['waiting', 'handled', 'failed'] as const;

/**
 * Something that happened, written in the commit that made it happen (the transactional outbox).
 * It stays due until its subscribers' writes are committed, then vanishes after
 * {@link HANDLED_TTL_SECONDS}. Carries ids and facts, no name, number or text of a person.
 */
export const eventType = documentType('event', {
  ...dueFields,
  name: z.enum(EVENT_NAMES),
  status: z.enum(EVENT_STATUSES),
  /** What it happened to. */
  subject: z.object({ type: z.string(), id: z.string() }),
  /** Counts the subject's events; events arrive in any order, and this tells the later one. */
  sequence: z.number(),
  /** Facts of the moment that the subject may not hold any more. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  occurredAt: instantField,
  /** Seconds after which a handled event vanishes. */
  ttl: z.number().optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** An event. */
export type Event = DocumentOf<typeof eventType>;

/** How long a handled event can still be looked at: 14 days. */
export const HANDLED_TTL_SECONDS = 14 * 24 * 3600;

/** The id of the event of this name and number of a subject: raising it twice collides. */
export function eventId(name: EventName, subjectId: string, sequence: number): string {
  return derivedId('event', name, subjectId, String(sequence));
}
