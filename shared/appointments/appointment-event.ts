import { raiseEvent, type NewEvent } from '../events/raise-event.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Write } from '../platform/store/document-store.ts';
import type { Appointment } from './model.ts';

/** An event raised about a visit. */
export interface AppointmentEvent {
  /** The visit with its events counted: this is the one to commit, beside `write`. */
  readonly appointment: Appointment;
  readonly write: Write;
  /** For `enqueueNow` after the commit. */
  readonly pointer: Pointer;
}

/**
 * Raises an event about a visit, numbered by the visit itself. Every part that writes the visit
 * raises its events through here, so that no two events of one visit carry the same number: of two
 * commits at once the visit's ETag lets one through. Status and `scheduleVersion` go along as facts.
 */
export function raiseAppointmentEvent(
  before: Appointment,
  name: NewEvent['name'],
  now: Instant,
  facts: NewEvent['facts'] = {},
): AppointmentEvent {
  const sequence = before.eventSequence + 1;
  const appointment: Appointment = { ...before, eventSequence: sequence };
  const { tenantId, id, status, scheduleVersion } = appointment;
  const subject = { type: 'appointment', id };
  const event = raiseEvent(
    { tenantId, name, subject, sequence, facts: { status, scheduleVersion, ...facts } },
    now,
  );
  return { appointment, ...event };
}
