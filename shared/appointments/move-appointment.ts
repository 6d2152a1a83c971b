import type { Context } from '../platform/context.ts';
import { claimWrites, utcDatesOf } from '../staff/staff-days.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import { raiseAppointmentEvent } from './appointment-event.ts';
import { requireStart } from './book-appointment.ts';
import { readFacts } from './booking-facts.ts';
import type { LinesInput, MoveInput, VisitChanges } from './booking-input.ts';
import { wrongState } from './booking-problems.ts';
import { changeVisit, noted, type VisitEdit } from './change-visit.ts';
import { planCheckpoints } from './checkpoints.ts';
import { marksOfMove } from './late-cancellation.ts';
import { isOpen, OPEN_STATUSES, type Appointment } from './model.ts';
import { overrideDesk } from './overrides.ts';
import { datesFrom, placeVisit } from './place-visit.ts';

/**
 * Moves a visit to another time, another staff member or both. One commit gives the old time back,
 * takes the new one, plans the checkpoints anew (what was planned for the old `scheduleVersion` is
 * void) and raises `appointment_rescheduled`. A confirmed visit is booked again: the owner had
 * confirmed another time. Rules of booking hold for the new time as for a new visit; moving it to
 * where it is changes nothing.
 */
export async function moveAppointment(
  context: Context,
  edit: VisitEdit & { readonly move: MoveInput },
): Promise<Appointment> {
  const { tenantId, acting, move } = edit;
  return changeVisit(context, edit, async ({ value }, now) => {
    if (!isOpen(value)) throw wrongState(value, OPEN_STATUSES);
    const { startsAt = value.startsAt, staffId = value.staffId, by, reason } = move;
    if (startsAt === value.startsAt && staffId === value.staffId) return undefined;
    const desk = overrideDesk(move.override, acting, now);
    const facts = await readFacts(context, factsOf(tenantId, value, linesOf(value), move));
    const { tenant } = facts;
    if (startsAt !== value.startsAt) requireStart(startsAt, 'staff', tenant, now);
    const request = { facts, desk, appointmentId: value.id, existing: value, now };
    const placed = placeVisit({ ...request, startsAt, staffId, lines: linesOf(value) });
    const from = { fromStartsAt: value.startsAt, fromStaffId: value.staffId };
    const entry = { what: 'rescheduled', status: 'booked', ...from } as const;
    const { lateCancellationHours } = schedulingOf(tenant);
    const moved: Appointment = {
      ...noted(value, acting, now, { ...entry, ...(reason !== undefined && { reason }) }),
      ...placed.fields,
      ...(startsAt !== value.startsAt &&
        marksOfMove(value, { at: now, by, to: startsAt }, lateCancellationHours)),
      confirmedAt: undefined,
      overrides: [...value.overrides, ...desk.noted()],
      offsetsDone: [],
      scheduleVersion: value.scheduleVersion + 1,
    };
    const planned = { ...moved, plannedAt: now };
    const checkpoints = planCheckpoints(planned, tenant, now, facts.owner.value);
    const visit = { ...moved, ...checkpoints };
    const moveFacts = { by, fromStartsAt: value.startsAt, fromStaffId: value.staffId };
    const event = raiseAppointmentEvent(visit, 'appointment_rescheduled', now, moveFacts);
    return {
      visit: event.appointment,
      writes: [...placed.writes, ...releaseWrites(facts, value, staffId, now), event.write],
      pointers: [event.pointer],
    };
  });
}

/**
 * Changes the notes or the services of a visit that is not over. Other services take other time:
 * that must be free and covered by a shift as for a new visit, unless it becomes shorter.
 */
export async function editAppointment(
  context: Context,
  edit: VisitEdit & { readonly changes: VisitChanges },
): Promise<Appointment> {
  const { tenantId, acting, changes } = edit;
  return changeVisit(context, edit, async ({ value }, now) => {
    if (!isOpen(value) && value.status !== 'arrived') {
      throw wrongState(value, ['booked', 'confirmed', 'arrived']);
    }
    const notes = changes.notes === undefined ? value.notes : (changes.notes ?? undefined);
    const entry = { what: 'changed', status: value.status } as const;
    if (changes.services === undefined) {
      if (notes === value.notes) return undefined;
      return { visit: { ...noted(value, acting, now, entry), notes }, writes: [], pointers: [] };
    }
    const { services: lines, override } = changes;
    const desk = overrideDesk(override, acting, now);
    const facts = await readFacts(context, factsOf(tenantId, value, lines, {}));
    const { staffId, startsAt } = value;
    const request = { facts, desk, appointmentId: value.id, existing: value, now };
    const placed = placeVisit({ ...request, startsAt, staffId, lines });
    const visit: Appointment = {
      ...noted(value, acting, now, entry),
      ...placed.fields,
      notes,
      overrides: [...value.overrides, ...desk.noted()],
    };
    return { visit, writes: placed.writes, pointers: [] };
  });
}

function factsOf(
  tenantId: string,
  visit: Appointment,
  lines: LinesInput,
  { startsAt = visit.startsAt, staffId = visit.staffId }: Pick<MoveInput, 'startsAt' | 'staffId'>,
) {
  const old = utcDatesOf({ from: visit.startsAt, until: visit.busyUntil });
  return {
    tenantId,
    ownerId: visit.ownerId,
    petIds: lines.map(({ petId }) => petId),
    serviceIds: lines.map(({ serviceId }) => serviceId),
    staffIds: [...new Set([staffId, visit.staffId])],
    dates: [...new Set([...old, ...datesFrom(startsAt)])].sort(),
  };
}

function linesOf({ services }: Appointment): LinesInput {
  return services.map(({ petId, serviceId, priceCents, durationMinutes }) => ({
    ...{ petId, serviceId, priceCents, durationMinutes },
  }));
}

/** Gives back the time of the staff member that a visit leaves. */
function releaseWrites(
  { days }: Awaited<ReturnType<typeof readFacts>>,
  { tenantId, id: appointmentId, staffId }: Appointment,
  newStaffId: string,
  now: Appointment['updatedAt'],
) {
  if (staffId === newStaffId) return [];
  return claimWrites(days.get(staffId) ?? new Map(), { tenantId, staffId, appointmentId, now });
}
