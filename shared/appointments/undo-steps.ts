import type { Owner } from '../customers/model.ts';
import { addMs, later, type Instant } from '../kernel/instant.ts';
import { visitChargeId } from '../ledger/charge.ts';
import { reversalId } from '../ledger/model.ts';
import { noShowId, noShowRecordType } from '../no-shows/model.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { raiseAppointmentEvent } from './appointment-event.ts';
import { readFacts } from './booking-facts.ts';
import { changeVisit, noted, type VisitEdit } from './change-visit.ts';
import { dueFor, NO_CHECKPOINTS, planCheckpoints } from './checkpoints.ts';
import type { Appointment, AppointmentStatus, UndoableStep } from './model.ts';
import { chargeStands, notUndoable, stepNotTaken } from './undo-problems.ts';
import { heldStarts } from './visit-then.ts';

const MINUTE_MS = 60_000;

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
  { records }: Pick<Context, 'records'>,
  visit: Appointment,
): Promise<Pick<Appointment, 'chargeSeq'>> {
  const chargeId = visitChargeId(visit);
  const partition = liveOf(visit.tenantId);
  const found = await records.store.getMany(partition, [chargeId, reversalId(chargeId)]);
  if (found.length === 0) return {};
  if (found.length === 1) throw chargeStands(chargeId);
  return { chargeSeq: (visit.chargeSeq ?? 0) + 1 };
}

interface Grace {
  /** Whether the product may judge once more whether they were missed. */
  readonly judged: boolean;
  /** Keeps the record that this was decided from as it is. */
  readonly guard: readonly Write[];
}

async function graceAgain(
  { records }: Pick<Context, 'records'>,
  { tenantId, id, markSeq }: Appointment,
): Promise<Grace> {
  if (markSeq === 0) return { judged: true, guard: [] };
  const record = await records.get(noShowRecordType, liveOf(tenantId), noShowId(id, markSeq));
  if (record === undefined) return { judged: true, guard: [] };
  const { status, dismissed } = record.value;
  // Dismissed by the product, which saw the check-in, it is open again.
  const left = status === 'held' || (status === 'dismissed' && dismissed?.by !== undefined);
  return { judged: !left, guard: [touch(record)] };
}

function touch({ value, etag }: Stored<{ readonly id: string }>): Write {
  return { op: 'touch', id: value.id, etag };
}

function checkpointsAgain(
  tenant: Tenant,
  owner: Owner,
  { visit, now, judged }: { readonly visit: Appointment; readonly now: Instant } & Grace,
): Partial<Appointment> {
  if (!judged) return NO_CHECKPOINTS;
  const plannedAt = heldStarts(visit).at(-1)?.since ?? visit.createdAt;
  const planned = planCheckpoints({ ...visit, plannedAt }, tenant, now, owner);
  const anew = addMs(now, schedulingOf(tenant).graceMinutes * MINUTE_MS);
  const checkpoints = planned.checkpoints.map((it) =>
    it.kind === 'grace' && it.at <= now ? { ...it, at: later(it.at, anew) } : it,
  );
  return { ...planned, ...dueFor(checkpoints) };
}
