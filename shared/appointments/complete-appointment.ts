import type { Context } from '../platform/context.ts';
import { raiseAppointmentEvent } from './appointment-event.ts';
import { readFacts } from './booking-facts.ts';
import type { LinesInput } from './booking-input.ts';
import { petOfAnother, wrongState } from './booking-problems.ts';
import { changeVisit, noted, type VisitEdit } from './change-visit.ts';
import { NO_CHECKPOINTS } from './checkpoints.ts';
import { isOpen, type Appointment } from './model.ts';
import { effectsOfCompletion } from './visit-effects.ts';
import { planVisit } from './visit-lines.ts';

/**
 * The visit is done. `services` states what was done in the end, where that differs from what was
 * booked. One commit writes the visit, what it costs, the owner's counters and score, and the event
 * `appointment_completed`. Nobody has to be checked in for it, but a visit that is still to begin
 * cannot be over (409). Completed twice it is completed once.
 */
export async function completeAppointment(
  context: Context,
  edit: VisitEdit & { readonly services?: LinesInput | undefined },
): Promise<Appointment> {
  const { tenantId, acting } = edit;
  return changeVisit(context, edit, async ({ value }, now) => {
    if (value.status === 'completed') return undefined;
    const begun = value.status === 'arrived' || (isOpen(value) && value.startsAt <= now);
    if (!begun) throw wrongState(value, ['arrived']);
    const lines = edit.services ?? [];
    const other = lines.find(({ petId }) => !value.petIds.includes(petId));
    if (other !== undefined) throw petOfAnother(other.petId);
    const serviceIds = lines.map(({ serviceId }) => serviceId);
    const facts = await readFacts(context, { tenantId, ownerId: value.ownerId, serviceIds });
    const { tenant, owner, services } = facts;
    const done = edit.services && planVisit(edit.services, services, value.services).lines;
    const entry = { what: 'completed', status: 'completed' } as const;
    const visit: Appointment = {
      ...noted(value, acting, now, entry),
      ...NO_CHECKPOINTS,
      // Of somebody who was merged meanwhile: what follows is the survivor's.
      ownerId: owner.value.id,
      ...(done !== undefined && { services: done }),
      completedAt: now,
    };
    const effects = await effectsOfCompletion(context, { tenant, owner, visit, acting, now });
    const { completionSeq } = visit;
    const anew = completionSeq === undefined ? {} : { completionSeq };
    const event = raiseAppointmentEvent(visit, 'appointment_completed', now, anew);
    return {
      visit: event.appointment,
      writes: [...effects.writes, event.write],
      pointers: [...effects.pointers, event.pointer],
    };
  });
}
