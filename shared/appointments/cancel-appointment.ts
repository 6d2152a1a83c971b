import type { Context } from '../platform/context.ts';
import { claimWrites, utcDatesOf } from '../staff/staff-days.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import { raiseAppointmentEvent } from './appointment-event.ts';
import { readFacts } from './booking-facts.ts';
import type { CancellationInput } from './booking-input.ts';
import { wrongState } from './booking-problems.ts';
import { changeVisit, noted, type VisitEdit } from './change-visit.ts';
import { NO_CHECKPOINTS } from './checkpoints.ts';
import { judgeCancellation } from './late-cancellation.ts';
import { isOpen, type Appointment } from './model.ts';
import { effectsOfLateCancellation } from './visit-effects.ts';

/**
 * Cancels a visit that is not over: its time is free again, and a late cancellation by the owner
 * counts against them, in one commit with the event `appointment_cancelled`. Cancelled twice it is
 * cancelled once, for the first reason. A visit that is completed or was marked as missed is
 * refused (409).
 */
export async function cancelAppointment(
  context: Context,
  edit: VisitEdit & { readonly cancellation: CancellationInput },
): Promise<Appointment> {
  const { tenantId, acting } = edit;
  const { by, reason } = edit.cancellation;
  return changeVisit(context, edit, async ({ value }, now) => {
    if (value.status === 'cancelled') return undefined;
    if (!isOpen(value) && value.status !== 'arrived') {
      throw wrongState(value, ['booked', 'confirmed', 'arrived']);
    }
    const { id: appointmentId, ownerId, staffId, startsAt, busyUntil } = value;
    const dates = utcDatesOf({ from: startsAt, until: busyUntil });
    const facts = await readFacts(context, { tenantId, ownerId, staffIds: [staffId], dates });
    const { tenant, owner } = facts;
    const { lateCancellationHours } = schedulingOf(tenant);
    const judged = judgeCancellation(value, { at: now, by }, lateCancellationHours);
    const entry = { what: 'cancelled', status: 'cancelled', reason } as const;
    const visit: Appointment = {
      ...noted(value, acting, now, entry),
      ...NO_CHECKPOINTS,
      // Of somebody who was merged meanwhile: what follows is the survivor's.
      ownerId: owner.value.id,
      cancellation: { at: now, by, reason, ...judged },
    };
    const days = facts.days.get(staffId) ?? new Map();
    const ended = { tenant, owner, visit, acting, now };
    const effects = judged.late
      ? await effectsOfLateCancellation(context, ended)
      : { writes: [], pointers: [] };
    const { late } = judged;
    const { cancellationSeq } = visit;
    const anew = cancellationSeq === undefined ? {} : { cancellationSeq };
    const event = raiseAppointmentEvent(visit, 'appointment_cancelled', now, { by, late, ...anew });
    return {
      visit: event.appointment,
      writes: [
        ...claimWrites(days, { tenantId, staffId, appointmentId, now }),
        ...effects.writes,
        event.write,
      ],
      pointers: [...effects.pointers, event.pointer],
    };
  });
}
