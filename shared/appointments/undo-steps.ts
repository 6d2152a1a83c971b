import type { Instant } from '../kernel/instant.ts';
import { visitChargeId } from '../ledger/charge.ts';
import type { Context } from '../platform/context.ts';
import { raiseAppointmentEvent } from './appointment-event.ts';
import { readFacts } from './booking-facts.ts';
import { changeVisit, noted, type VisitEdit } from './change-visit.ts';
import { afterCharge, chargeOf } from './charge-again.ts';
import { checkpointsAgain, graceAgain } from './checkpoints-again.ts';
import type { Appointment, AppointmentStatus, UndoableStep } from './model.ts';
import { chargeStands, notUndoable, stepNotTaken } from './undo-problems.ts';

/** A step that is taken back, and why. */
export interface UndoEdit extends VisitEdit {
  readonly reason: string;
}

/**
 * They are not here after all: a check-in that was a mistake is taken back. The visit is booked, or
 * confirmed, as before, with the checkpoints that are still to come. Where its grace is over, they have
 * it once more from now on, so that a slip at the desk is no missed visit at once; unless the product
 * holds it for a person, or a person said that it was not missed.
 *
 * Refused (409): who has not arrived, or whose work has begun (`appointment-state`: undo that first); a
 * walk-in, and who was checked in by undoing a missed visit (`step-not-undoable`); a visit whose charge
 * stands (`charge-stands`). Undone twice, the second is refused. A completion, a mark or a second undo at the
 * same moment: one commits, the other is decided again from what it left.
 */
export async function undoCheckIn(context: Context, edit: UndoEdit): Promise<Appointment> {
  const { tenantId } = edit;
  return changeVisit(context, edit, async ({ value }, now) => {
    if (value.status !== 'arrived') throw stepNotTaken(value, 'arrived');
    if (value.startedAt !== undefined) throw stepNotTaken(value, 'arrived without a start');
    requireCheckedIn(value);
    const facts = await readFacts(context, { tenantId, ownerId: value.ownerId });
    const charge = await requireNoCharge(context, value);
    const grace = await graceAgain(context, value);
    const status = value.confirmedAt === undefined ? 'booked' : 'confirmed';
    const visit: Appointment = {
      ...stepUndone({ ...value, ...charge }, { ...edit, step: 'check-in', status, now }),
      arrivedAt: undefined,
      ...checkpointsAgain(facts.tenant, facts.owner.value, { visit: value, now, ...grace }),
    };
    const undone = { step: 'check-in' };
    const event = raiseAppointmentEvent(visit, 'appointment_step_undone', now, undone);
    const { guard } = grace;
    return {
      visit: event.appointment,
      writes: [...guard, event.write],
      pointers: [event.pointer],
    };
  });
}

/**
 * Work has not begun after all: the visit has arrived, as before. Refused (409, `appointment-state`)
 * unless it is under way. Nothing else hangs on it.
 */
export async function undoStart(context: Context, edit: UndoEdit): Promise<Appointment> {
  return changeVisit(context, edit, async ({ value }, now) => {
    if (value.status !== 'arrived' || value.startedAt === undefined) {
      throw stepNotTaken(value, 'arrived with a start');
    }
    const undone = stepUndone(value, { ...edit, step: 'start', status: 'arrived', now });
    const visit = { ...undone, startedAt: undefined };
    const event = raiseAppointmentEvent(visit, 'appointment_step_undone', now, { step: 'start' });
    return { visit: event.appointment, writes: [event.write], pointers: [event.pointer] };
  });
}

const NOTED = {
  'check-in': 'check_in_undone',
  start: 'start_undone',
  completion: 'completion_undone',
  cancellation: 'cancellation_undone',
} as const satisfies Record<UndoableStep, Appointment['history'][number]['what']>;

/** The visit with a step taken back noted, in its history and for its audit entry, and where it stands now. */
export function stepUndone(
  visit: Appointment,
  undo: Pick<UndoEdit, 'acting' | 'reason'> & {
    readonly step: UndoableStep;
    readonly status: AppointmentStatus;
    readonly now: Instant;
  },
): Appointment {
  const { acting, reason, step, status, now } = undo;
  const by = acting.memberId === undefined ? {} : { by: acting.memberId };
  const entry = { what: NOTED[step], status, reason };
  return { ...noted(visit, acting, now, entry), undone: { step, reason, ...by, at: now } };
}

/** How a visit came to be where its later steps began. */
const ORIGINS: ReadonlySet<string> = new Set([
  ...['booked', 'confirmed', 'rescheduled', 'arrived', 'check_in_undone', 'no_show_undone'],
]);

function requireCheckedIn({ history, source }: Appointment): void {
  const origin = history.findLast(({ what }) => ORIGINS.has(what));
  if (origin?.what === 'no_show_undone') {
    throw notUndoable(
      'They came after all, says whoever undid the missed visit: mark it as missed instead.',
      'another step, or POST appointments/{id}/no-show',
    );
  }
  if (source === 'walk_in') {
    throw notUndoable('A walk-in was never booked: cancel it instead.', 'a booked visit');
  }
}

/** Refuses a charge that stands; after one that was reversed by hand the next is another charge. */
async function requireNoCharge(
  context: Pick<Context, 'records'>,
  visit: Appointment,
): Promise<Pick<Appointment, 'chargeSeq'>> {
  const charge = await chargeOf(context, visit);
  if (charge === 'stands') throw chargeStands(visitChargeId(visit));
  return afterCharge(visit, charge);
}
