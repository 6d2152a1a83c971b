import type { Owner } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import { visitMarkId } from '../reputation/model.ts';
import { reputationChange } from '../reputation/reputation-change.ts';
import { bookedWithin, claimWrites, utcDatesOf } from '../staff/staff-days.ts';
import type { Tenant } from '../tenants/model.ts';
import { dateAt, zoneAt } from '../tenants/zone-periods.ts';
import { raiseAppointmentEvent } from './appointment-event.ts';
import { readFacts, type BookingFacts } from './booking-facts.ts';
import type { OverrideInput } from './booking-input.ts';
import { changeVisit } from './change-visit.ts';
import { afterCharge, chargeOf } from './charge-again.ts';
import { checkpointsAgain, graceAgain } from './checkpoints-again.ts';
import { NO_CHECKPOINTS } from './checkpoints.ts';
import type { Appointment, AppointmentStatus } from './model.ts';
import { overrideDesk, type OverrideDesk } from './overrides.ts';
import { requireActive, requireShift } from './place-visit.ts';
import { notUndoable, stepNotTaken, timeGivenAway, visitPast } from './undo-problems.ts';
import { stepUndone, type UndoEdit } from './undo-steps.ts';

/** A cancellation that is taken back, and rules that a manager sets aside for it. */
export interface UndoCancellation extends UndoEdit {
  readonly override?: OverrideInput | undefined;
}

/**
 * The visit was not cancelled after all: it is booked, confirmed or arrived, as before, at the time it
 * had. In one commit it takes that time again, what a late cancellation cost the owner's score and counters
 * is void, its checkpoints are planned anew (what is done stays done, and a grace that is over begins once
 * more) and `appointment_step_undone` is raised; what still waits to tell of the cancellation ends. Its
 * vaccinations and its owner's standing are not asked for again: this is the visit that was promised.
 *
 * Refused (409): a visit that is not cancelled, a second undo among them (`appointment-state`); one that
 * came in cancelled by an import (`step-not-undoable`); from its end on, inclusive (`visit-past`); an
 * inactive owner, pet or staff member (`not-active`). Time that somebody else has (`slot-taken`, which names
 * the visit), and time in which the staff member does not work any more (`outside-shift`), may be set aside
 * by a manager. Of this and a booking of that time at the same moment one commits.
 */
export async function undoCancellation(
  context: Context,
  edit: UndoCancellation,
): Promise<Appointment> {
  const { tenantId, acting } = edit;
  return changeVisit(context, edit, async ({ value }, now) => {
    requireCancelledHere(value);
    if (now >= value.endsAt) throw visitPast(value.endsAt);
    const { ownerId, petIds, staffId, startsAt, busyUntil } = value;
    const dates = utcDatesOf({ from: startsAt, until: busyUntil });
    const asked = { tenantId, ownerId, petIds, staffIds: [staffId], dates };
    const facts = await readFacts(context, asked);
    const { tenant, owner } = facts;
    const desk = overrideDesk(edit.override, acting, now);
    const time = timeAgain(facts, value, desk, now);
    const status = statusBefore(value);
    const visit: Appointment = {
      ...stepUndone(value, { ...edit, step: 'cancellation', status, now }),
      // Of somebody who was merged meanwhile: what follows is the survivor's.
      ownerId: owner.value.id,
      // Of a business that moved meanwhile: a cancelled visit was not moved along.
      localDate: dateAt(tenant, startsAt),
      timeZone: zoneAt(tenant, startsAt),
      cancellation: undefined,
      cancellationSeq: (value.cancellationSeq ?? 0) + 1,
      overrides: [...value.overrides, ...desk.noted()],
    };
    const goesOn = await whatComes(context, facts, visit, now);
    const undone = { step: 'cancellation' };
    const event = raiseAppointmentEvent(
      { ...visit, ...goesOn.fields },
      'appointment_step_undone',
      now,
      undone,
    );
    return {
      visit: event.appointment,
      writes: [
        ...time,
        ...(await costVoided(context, tenant, owner, { visit: value, edit, now })),
        ...goesOn.guard,
        event.write,
      ],
      pointers: [event.pointer],
    };
  });
}

function requireCancelledHere(visit: Appointment): void {
  if (visit.status !== 'cancelled') throw stepNotTaken(visit, 'cancelled');
  if (visit.history.at(-1)?.what === 'cancelled') return;
  throw notUndoable(
    'This visit came in cancelled: correct the file and import it again, or book it.',
    'a visit that was cancelled here',
  );
}

/** Where it stood when it was cancelled; an imported visit has no history of that. */
function statusBefore({ history, confirmedAt }: Appointment): AppointmentStatus {
  const before = history.at(-2)?.status;
  if (before !== undefined) return before;
  return confirmedAt === undefined ? 'booked' : 'confirmed';
}

/** Takes the visit's time again, and guards what that was decided from. */
function timeAgain(
  { tenant, owner, pets, staff: found, days: all }: BookingFacts,
  { tenantId, id: appointmentId, staffId, startsAt, endsAt, busyUntil, overrides }: Appointment,
  desk: OverrideDesk,
  now: Instant,
): Write[] {
  const staff = found.get(staffId);
  const days = all.get(staffId) ?? new Map();
  const guarded = [...pets.values(), ...(staff === undefined ? [] : [staff])];
  requireActive('owner', 'ownerId', owner.value);
  for (const { value } of pets.values()) requireActive('pet', 'services', value);
  if (staff !== undefined) {
    requireActive('staff member', 'staffId', staff.value);
    // What was set aside when it was booked there is so still.
    const agreed = overrides.some(({ rule }) => rule === 'outside-shift');
    if (!agreed) requireShift(tenant, staff.value, { startsAt, endsAt }, desk);
  }
  const take = { from: startsAt, until: busyUntil };
  const [other] = bookedWithin(days, take, appointmentId);
  if (other !== undefined) desk.pass('double-booking', timeGivenAway(other));
  return [
    ...claimWrites(days, { tenantId, staffId, appointmentId, take, now }),
    ...guarded.map(({ value: { id }, etag }): Write => ({ op: 'touch', id, etag })),
  ];
}

/** What is still to come of the visit, and the guards of what that was decided from. */
async function whatComes(
  context: Context,
  { tenant, owner }: BookingFacts,
  visit: Appointment,
  now: Instant,
): Promise<{ readonly fields: Partial<Appointment>; readonly guard: readonly Write[] }> {
  if (visit.status === 'arrived') {
    const charge = afterCharge(visit, await chargeOf(context, visit));
    return { fields: { ...NO_CHECKPOINTS, ...charge }, guard: [] };
  }
  const grace = await graceAgain(context, visit);
  const fields = checkpointsAgain(tenant, owner.value, { visit, now, ...grace });
  return { fields, guard: grace.guard };
}

/** Voids what a late cancellation cost; the owner is guarded in any case. */
async function costVoided(
  context: Context,
  tenant: Tenant,
  owner: Stored<Owner>,
  { visit, edit, now }: { visit: Appointment; edit: UndoEdit; now: Instant },
): Promise<Write[]> {
  if (visit.cancellation?.late !== true) {
    return [{ op: 'touch', id: owner.value.id, etag: owner.etag }];
  }
  const { reason, acting } = edit;
  const voided = { void: [visitMarkId('late_cancellation', visit)], reason, by: acting.memberId };
  const score = await reputationChange(context, tenant, owner.value, voided, now);
  return [...score.writes, replace(owner, { ...score.owner, updatedAt: now })];
}
