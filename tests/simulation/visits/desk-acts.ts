import { mergeOwners } from '../../../shared/customers/merge-owners.ts';
import { addMs, instantOf } from '../../../shared/kernel/instant.ts';
import { pay } from '../../../shared/ledger/money-in.ts';
import { ledgerEntryType } from '../../../shared/ledger/model.ts';
import { postOnEntry, postToLedger } from '../../../shared/ledger/post-to-ledger.ts';
import { refund } from '../../../shared/ledger/refund.ts';
import { adjustFee, chargeFee, waiveFee } from '../../../shared/no-shows/fee-acts.ts';
import { noShowRecordType, type NoShowRecord } from '../../../shared/no-shows/model.ts';
import { confirmHeld, dismissHeld } from '../../../shared/no-shows/settle-held.ts';
import { undoNoShow } from '../../../shared/no-shows/undo-mark.ts';
import { adjustScore, voidAdjustment } from '../../../shared/reputation/adjust-score.ts';
import type { Visits } from './business.ts';
import type { Act } from './visit-acts.ts';
import { allOf } from '../engine/truth.ts';

const BY = 'mem_manager';
const REASON = 'They told us why.';

/** What somebody does about a missed visit, chosen by the dice among what people try, fitting or not. */
export function actOnRecord({ world }: Visits, record: NoShowRecord): Act {
  const { dice } = world;
  const act = { tenantId: record.tenantId, recordId: record.id, by: BY, reason: REASON };
  const arrivedAt = instantOf(
    Math.min(Date.parse(addMs(record.startsAt, 600_000)), world.timeline.nowMs() - 5000),
  );
  const acts: Readonly<Record<string, Act['run']>> = {
    undo: async (context) => undoNoShow(context, { ...act, arrivedAt }),
    'undo again': async (context) => undoNoShow(context, { ...act, arrivedAt }),
    waive: async (context) => waiveFee(context, act),
    charge: async (context) => chargeFee(context, act),
    adjust: async (context) => adjustFee(context, act),
    confirm: async (context) => confirmHeld(context, act),
    dismiss: async (context) => dismissHeld(context, act),
  };
  const fitting: Readonly<Partial<Record<NoShowRecord['status'], readonly string[]>>> = {
    held: ['confirm', 'confirm', 'dismiss'],
    review: ['charge', 'waive', 'undo'],
    marked: ['undo', 'undo', 'waive', 'adjust'],
  };
  const name = dice.pick(
    dice.chance(80) ? (fitting[record.status] ?? ['undo']) : Object.keys(acts),
  );
  const run = acts[name] ?? (async () => undefined);
  return { name: `${name} ${record.id}`, run };
}

/** What is done at the desk about an owner: money, their score, two entries that are one person. */
export function actOnOwner({ world, plan }: Visits, ownerId: string): Act {
  const { dice, truth } = world;
  const { tenantId } = plan;
  const payment = {
    method: dice.pick(['cash', 'card'] as const),
    amountCents: dice.pick([1000, 2500, 4500, 6000]),
    tipCents: dice.pick([0, 0, 300]),
  };
  const payIn: Act = {
    name: `pay ${ownerId}`,
    run: async (context) =>
      postToLedger(context, { tenantId, ownerId, by: BY }, (posting, ledger) =>
        pay(posting, ledger, payment),
      ),
  };
  const paid = allOf(truth, ledgerEntryType).filter((it) => it.kind === 'payment');
  const payBack = (): Act => {
    if (paid.length === 0) return payIn;
    const { id: entryId } = dice.pick(paid);
    const back = {
      paymentId: entryId,
      amountCents: dice.pick([500, 1000, 2500]),
      tipCents: 0,
      reason: REASON,
    };
    return {
      name: `refund ${entryId}`,
      run: async (context) =>
        postOnEntry(context, { tenantId, entryId, by: BY, what: 'payment' }, (posting, ledger) =>
          refund(posting, ledger, back),
        ),
    };
  };
  const points = dice.pick([-15, -5, 5, 10]);
  const adjust: Act = {
    name: `adjust ${ownerId} by ${String(points)}`,
    run: async (context) =>
      adjustScore(context, { tenantId, ownerId, points, reason: REASON, by: BY }),
  };
  const manual = truth.all('reputationEvent').filter((it) => it['kind'] === 'manual');
  const takeBack = (): Act => {
    if (manual.length === 0) return adjust;
    const { id: eventId } = dice.pick(manual);
    return {
      name: `void ${eventId}`,
      run: async (context) =>
        voidAdjustment(context, { tenantId, eventId, reason: REASON, by: BY }),
    };
  };
  const other = dice.pick(truth.all('owner')).id;
  const merge: Act = {
    name: `merge ${ownerId} into ${other}`,
    run: async (context) =>
      mergeOwners(context, {
        tenantId,
        intoId: other,
        fromId: ownerId,
        expectedInto: undefined,
        expectedFrom: undefined,
      }),
  };
  const choices: readonly (() => Act)[] = [
    () => payIn,
    () => payIn,
    payBack,
    () => adjust,
    takeBack,
    () => (other === ownerId || !dice.chance(25) ? payIn : merge),
  ];
  return dice.pick(choices)();
}

/** Every missed visit as it stands. */
export function recordsIn({ truth }: Visits['world']): readonly NoShowRecord[] {
  return allOf(truth, noShowRecordType);
}
