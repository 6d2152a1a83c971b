import { addMs, later, type Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import { raiseAppointmentEvent } from './appointment-event.ts';
import { instantOutOfRange, wrongState } from './booking-problems.ts';
import { changeVisit, noted, type VisitEdit } from './change-visit.ts';
import { NO_CHECKPOINTS } from './checkpoints.ts';
import { isOpen, OPEN_STATUSES, type Appointment } from './model.ts';

/** Whoever comes earlier than this came for another visit. */
const EARLIEST_ARRIVAL_MS = 12 * 3_600_000;

/** The owner said that they will come. One that is confirmed stays so; another state is refused (409). */
export async function confirmAppointment(context: Context, edit: VisitEdit): Promise<Appointment> {
  return changeVisit(context, edit, async ({ value }, now) => {
    if (value.status === 'confirmed') return undefined;
    if (value.status !== 'booked') throw wrongState(value, ['booked']);
    const entry = { what: 'confirmed', status: 'confirmed' } as const;
    const visit = { ...noted(value, edit.acting, now, entry), confirmedAt: now };
    const event = raiseAppointmentEvent(visit, 'appointment_confirmed', now);
    return { visit: event.appointment, writes: [event.write], pointers: [event.pointer] };
  });
}

/**
 * They are here (check-in). `at` tells when they came, now when absent: not after now, nor before
 * the booking or 12 hours before the start (422). Who has arrived stays so; a visit that is over or
 * was marked as missed is refused (409).
 */
export async function arriveAtAppointment(
  context: Context,
  edit: VisitEdit & { readonly at?: Instant | undefined },
): Promise<Appointment> {
  return changeVisit(context, edit, async ({ value }, now) => {
    if (value.status === 'arrived') return undefined;
    if (!isOpen(value)) throw wrongState(value, OPEN_STATUSES);
    const arrivedAt = edit.at ?? now;
    const first = later(value.createdAt, addMs(value.startsAt, -EARLIEST_ARRIVAL_MS));
    if (arrivedAt < first || arrivedAt > now) {
      throw instantOutOfRange('at', arrivedAt, first, now);
    }
    const entry = { what: 'arrived', status: 'arrived' } as const;
    const visit = { ...noted(value, edit.acting, now, entry), ...NO_CHECKPOINTS, arrivedAt };
    const event = raiseAppointmentEvent(visit, 'appointment_arrived', now, { arrivedAt });
    return { visit: event.appointment, writes: [event.write], pointers: [event.pointer] };
  });
}

/** Work on the pets begins. One that began stays so; who has not arrived is refused (409). */
export async function startAppointment(context: Context, edit: VisitEdit): Promise<Appointment> {
  return changeVisit(context, edit, async ({ value }, now) => {
    if (value.status !== 'arrived') throw wrongState(value, ['arrived']);
    if (value.startedAt !== undefined) return undefined;
    const entry = { what: 'started', status: 'arrived' } as const;
    const visit = { ...noted(value, edit.acting, now, entry), startedAt: now };
    return { visit, writes: [], pointers: [] };
  });
}
