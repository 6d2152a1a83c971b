import { ownerIdsOf } from '../customers/merge-follow.ts';
import type { Owner } from '../customers/model.ts';
import { visitChargeId } from '../ledger/charge.ts';
import type { OwnerLedger } from '../ledger/fold-ledger.ts';
import type { LedgerChange } from '../ledger/posting.ts';
import { readLedger } from '../ledger/read-ledger.ts';
import { reverse } from '../ledger/reverse.ts';
import type { Context } from '../platform/context.ts';
import type { Condition, Stored } from '../platform/store/document-store.ts';
import { eachOf } from '../platform/store/query-all.ts';
import { replace, type Records } from '../platform/store/records.ts';
import { visitMarkId } from '../reputation/model.ts';
import { reputationChange } from '../reputation/reputation-change.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { raiseAppointmentEvent } from './appointment-event.ts';
import { readFacts } from './booking-facts.ts';
import { changeVisit } from './change-visit.ts';
import { appointmentType, type Appointment } from './model.ts';
import {
  chargeInvoiced,
  chargePaid,
  laterVisitEnded,
  notUndoable,
  stepNotTaken,
} from './undo-problems.ts';
import { stepUndone, type UndoEdit } from './undo-steps.ts';

/** Most are decided by a visit or two. */
const PER_PAGE = 50;

/**
 * The visit is not done after all. It has arrived, whether somebody was checked in or not, so that nothing
 * takes it for missed; what was done in it stays stated. The charge that the completion posted is
 * reversed, one posted on arrival stays; what the visit earned is void, and counters, the day of the last visit
 * and score are as before. Completed again it is charged and counted anew. All in one commit.
 *
 * Refused (409): a visit that is not completed, an undo that comes twice among them (`appointment-state`),
 * one that came in completed by an import (`step-not-undoable`), whose charge is paid in part
 * (`charge-paid`) or on an invoice (`charge-invoiced`), or after which a later visit of the owner ended
 * (`later-visit-ended`). A payment, or the end of another visit, at the same moment replaces the owner as
 * this does: one comes first, and this is decided again from what it left.
 */
export async function undoCompletion(context: Context, edit: UndoEdit): Promise<Appointment> {
  const { tenantId, acting, reason } = edit;
  return changeVisit(context, edit, async ({ value }, now) => {
    requireCompletedHere(value);
    const { tenant, owner } = await readFacts(context, { tenantId, ownerId: value.ownerId });
    const lastVisitOn = await lastVisitBefore(context.records, owner.value, value);
    const ledger = await readLedger(context.records, owner.value);
    const posting = { tenant, owner: owner.value, now, ids: context.ids, by: acting.memberId };
    const entryId = chargeOfCompletion(ledger, value);
    const charge: LedgerChange | undefined =
      entryId === undefined ? undefined : reverse(posting, ledger, { entryId, reason });
    const score = await earningsVoided(context, tenant, owner, { visit: value, edit, now });
    const visit: Appointment = {
      ...stepUndone(value, { ...edit, step: 'completion', status: 'arrived', now }),
      // Of somebody who was merged meanwhile: what follows is the survivor's.
      ownerId: owner.value.id,
      completedAt: undefined,
      completionSeq: (value.completionSeq ?? 0) + 1,
      ...(!hasCharge(ledger, value, charge) && { chargeSeq: (value.chargeSeq ?? 0) + 1 }),
    };
    const changes: Partial<Owner> = {
      ...charge?.owner,
      ...score.owner,
      visitCount: Math.max(0, (owner.value.visitCount ?? 0) - 1),
      lastVisitOn,
      updatedAt: now,
    };
    const undone = { step: 'completion' };
    const event = raiseAppointmentEvent(visit, 'appointment_step_undone', now, undone);
    return {
      visit: event.appointment,
      writes: [...(charge?.writes ?? []), ...score.writes, replace(owner, changes), event.write],
      pointers: [event.pointer, ...(charge?.pointers ?? [])],
    };
  });
}

function requireCompletedHere(visit: Appointment): void {
  if (visit.status !== 'completed') throw stepNotTaken(visit, 'completed');
  if (visit.history.some(({ what }) => what === 'completed')) return;
  throw notUndoable(
    'This visit came in completed: correct the file and import it again.',
    'a visit that was completed here',
  );
}

/** The charge that the completion posted, if it stands; refuses one that is paid or invoiced. */
function chargeOfCompletion(ledger: OwnerLedger, visit: Appointment): string | undefined {
  const chargeId = visitChargeId(visit);
  const charge = ledger.charges.get(chargeId);
  if (charge === undefined || charge.reversed) return undefined;
  // Both are of one commit; what was charged on arrival is older.
  if (charge.entry.at !== visit.completedAt) return undefined;
  const { invoiceId } = charge.entry;
  if (invoiceId !== undefined) throw chargeInvoiced(chargeId, invoiceId);
  const paid = ledger.standing
    .filter((move) => move.chargeId === chargeId)
    .filter(({ sourceId }) => ledger.sources.get(sourceId)?.entry.kind !== 'waiver')
    .reduce((sum, { cents }) => sum + cents, 0);
  if (paid > 0) throw chargePaid(chargeId, paid);
  return chargeId;
}

/** Whether the visit still has its charge, so that completing it again adds none. */
function hasCharge(
  { charges }: OwnerLedger,
  visit: Appointment,
  reversed: LedgerChange | undefined,
): boolean {
  const charge = charges.get(visitChargeId(visit));
  return reversed === undefined && charge?.reversed !== true;
}

async function earningsVoided(
  context: Context,
  tenant: Tenant,
  owner: Stored<Owner>,
  { visit, edit, now }: { visit: Appointment; edit: UndoEdit; now: Appointment['updatedAt'] },
) {
  const { reason, acting } = edit;
  const earned = (['completed', 'on_time_arrival'] as const).map((kind) =>
    visitMarkId(kind, visit),
  );
  const voided = { void: earned, reason, by: acting.memberId };
  return reputationChange(context, tenant, owner.value, voided, now);
}

/** The day of the owner's last visit without this one; refuses if a later one has ended. */
async function lastVisitBefore(
  records: Records,
  owner: Owner,
  visit: Appointment,
): Promise<Appointment['localDate'] | undefined> {
  const { id, startsAt } = visit;
  for await (const other of visitsOf(records, owner, { after: startsAt }, 'asc')) {
    const late = other.status === 'cancelled' && other.cancellation?.late === true;
    if (other.status === 'completed' || other.status === 'no_show' || late) {
      throw laterVisitEnded(other);
    }
  }
  for await (const other of visitsOf(records, owner, { to: startsAt }, 'desc')) {
    if (other.id !== id && other.status === 'completed') return other.localDate;
  }
  return undefined;
}

async function* visitsOf(
  records: Records,
  owner: Owner,
  startsAt: Condition,
  direction: 'asc' | 'desc',
): AsyncGenerator<Appointment> {
  const query = {
    where: { ownerId: { in: ownerIdsOf(owner) }, startsAt },
    orderBy: { field: 'startsAt', direction },
  };
  const all = eachOf(records, appointmentType, liveOf(owner.tenantId), query, PER_PAGE);
  for await (const { value } of all) yield value;
}
