import { raiseAppointmentEvent } from '../appointments/appointment-event.ts';
import { enqueueNow } from '../due-work/fast-path.ts';
import type { Instant } from '../kernel/instant.ts';
import type { LedgerChange, Posting } from '../ledger/posting.ts';
import { readLedger } from '../ledger/read-ledger.ts';
import { waivable, waive } from '../ledger/waive.ts';
import type { Context } from '../platform/context.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Write } from '../platform/store/document-store.ts';
import { create, replace } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { noShowRulesOf } from '../tenants/no-show-rules.ts';
import { feeCharge } from './fee-charge.ts';
import { feeByNow } from './later-fees.ts';
import type { NoShowRecord } from './model.ts';
import { planNotice } from './plan-notice.ts';
import {
  actOf,
  feeState,
  readRecordFacts,
  requireStatus,
  type RecordAct,
  type RecordFacts,
} from './record-facts.ts';
import { takeBackNotice } from './take-back-notice.ts';

interface FeeChange {
  readonly record: NoShowRecord;
  readonly writes: readonly Write[];
  readonly ledger?: LedgerChange | undefined;
  readonly next?: readonly Pointer[];
}

/**
 * Drops the fee and keeps the mark: the strike and the score stay. What is open of the fee is waived,
 * what was paid becomes credit, and a credit note is owed for an invoiced one; a text that has not left is
 * stopped, a correction is offered for one that may have. A fee still to be decided is simply not asked
 * for. Refused (409, `no-show-fee-state`) when there is no fee, or it is waived or reversed already.
 */
export async function waiveFee(context: Context, act: RecordAct): Promise<NoShowRecord> {
  return changeFee(context, act, async (facts, now) => {
    const { record } = facts;
    requireStatus(record.value, ['marked', 'review']);
    const { fee } = record.value;
    if (fee.status !== 'charged' && fee.status !== 'proposed') {
      throw feeState(record.value, 'charged, proposed');
    }
    const ledger = await waived(context, facts, act, now, undefined);
    const notice = await takeBackNotice(context, record.value, now);
    const after: NoShowRecord = {
      ...record.value,
      ...notice.record,
      status: 'marked',
      fee: { ...fee, status: 'waived' },
      waived: actOf(act, now),
    };
    const { id, ownerId } = after;
    const facts2 = { recordId: id, ownerId, feeCents: fee.cents };
    const event = raiseAppointmentEvent(facts.visit.value, 'no_show_waived', now, facts2);
    const visit = replace(facts.visit, event.appointment);
    return {
      record: after,
      writes: [...notice.writes, visit, event.write],
      ledger,
      next: [event.pointer],
    };
  });
}

/**
 * Charges the fee that waits for a decision: what the ladder proposed, or another amount. Refused (409)
 * unless one waits.
 */
export async function chargeFee(
  context: Context,
  act: RecordAct & { readonly feeCents?: number | undefined },
): Promise<NoShowRecord> {
  return changeFee(context, act, async (facts, now) => {
    const { record, tenant, owner } = facts;
    requireStatus(record.value, ['review']);
    const { fee } = record.value;
    const { feeCents: cents = fee.cents } = act;
    const ledger = feeCharge(postingOf(context, facts, act, now), record.value, cents);
    const about = { recordId: record.value.id, says: 'fee' as const };
    const notice = noShowRulesOf(tenant).notifyBySms
      ? planNotice(tenant, owner.value, about, now)
      : undefined;
    return {
      record: {
        ...record.value,
        status: 'marked',
        fee: {
          ...fee,
          cents,
          status: 'charged',
          chargeId: ledger.entries[0].id,
          ...(cents !== fee.cents && { reason: 'set-by-staff' }),
        },
        ...(notice !== undefined && { notice: { messageId: notice.id, status: 'planned' } }),
      },
      writes: notice === undefined ? [] : [create(notice)],
      ledger,
      next: notice === undefined ? [] : [{ tenantId: act.tenantId, id: notice.id, kind: 'sms' }],
    };
  });
}

/**
 * Lowers a charged fee to what the ladder asks for by now: an earlier mark was undone since. The
 * difference is waived. Never raises a fee; refused (409) when there is nothing to lower.
 */
export async function adjustFee(context: Context, act: RecordAct): Promise<NoShowRecord> {
  return changeFee(context, act, async (facts, now) => {
    const { record, owner, tenant } = facts;
    requireStatus(record.value, ['marked']);
    const due = feeByNow(record.value, owner.value.noShowStrikes ?? [], noShowRulesOf(tenant));
    if (due === undefined)
      throw feeState(record.value, 'a fee above what the ladder asks for by now');
    const ledger = await waived(context, facts, act, now, record.value.fee.cents - due.cents);
    return {
      record: { ...record.value, fee: { ...record.value.fee, ...due } },
      writes: [],
      ledger,
    };
  });
}

async function changeFee(
  context: Context,
  act: RecordAct,
  decide: (facts: RecordFacts, now: Instant) => Promise<FeeChange>,
): Promise<NoShowRecord> {
  const { records, clock } = context;
  const done = await commitWithRetry(records, liveOf(act.tenantId), async () => {
    const now = clock.now();
    const facts = await readRecordFacts(context, act, now);
    const { ledger, next = [], ...change } = await decide(facts, now);
    const revision = facts.record.value.revision + 1;
    const record: NoShowRecord = { ...change.record, revision, updatedAt: now };
    const owner = ledger && replace(facts.owner, { ...ledger.owner, updatedAt: now });
    return {
      writes: [
        replace(facts.record, record),
        ...change.writes,
        ...(owner === undefined ? [] : [owner]),
        ...(ledger?.writes ?? []),
      ],
      value: { record, next: [...next, ...(ledger?.pointers ?? [])] },
    };
  });
  await enqueueNow(context, done.next);
  return done.record;
}

async function waived(
  context: Context,
  facts: RecordFacts,
  act: RecordAct,
  now: Instant,
  wanted: number | undefined,
): Promise<LedgerChange | undefined> {
  const { chargeId } = facts.record.value.fee;
  if (chargeId === undefined) return undefined;
  const ledger = await readLedger(context.records, facts.owner.value);
  const charge = ledger.charges.get(chargeId);
  const most = charge === undefined ? 0 : waivable(ledger, charge);
  const amountCents = Math.min(most, wanted ?? most);
  // Somebody waived it in the ledger before: nothing of it is asked for.
  if (amountCents === 0) return undefined;
  const { reason } = act;
  return waive(postingOf(context, facts, act, now), ledger, { chargeId, amountCents, reason });
}

function postingOf(
  { ids }: Pick<Context, 'ids'>,
  { tenant, owner }: RecordFacts,
  { by }: RecordAct,
  now: Instant,
): Posting {
  return { tenant, owner: owner.value, now, ids, by };
}
