import { currentOwner } from '../customers/merge-follow.ts';
import type { Subscriber } from '../events/event-worker.ts';
import type { Instant } from '../kernel/instant.ts';
import { ledgerEntryType, type LedgerEntry } from '../ledger/model.ts';
import { readLedger } from '../ledger/read-ledger.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { liveOf } from '../tenants/model.ts';
import { ATTRIBUTION_RULES } from './attribution-rule.ts';
import { creditWrites } from './credit-writes.ts';
import { attributionId, attributionType, type Attribution } from './model.ts';
import { restartOwnerCredits } from './owner-credits.ts';
import { visitMoney } from './visit-money.ts';

/** The most credits that one entry changes in its event's commit; with more the owner's job does it. */
const MOST_AT_ONCE = 30;

/**
 * Keeps sales and revenue of credited visits up to date when entries are posted: charges, payments,
 * refunds, waivers, credit used, and any of them undone. It looks at the charges that the entry
 * covers or lets go, and reads the ledger only when one of them is a credited visit's.
 */
export const followMoney: Subscriber = {
  name: 'credit-money',
  events: [
    'charge_posted',
    'payment_received',
    'refund_posted',
    'waiver_posted',
    'credit_used',
    'entry_reversed',
  ],
  async react(context, { tenantId, subject }, now) {
    const { records } = context;
    const entry = await records.get(ledgerEntryType, liveOf(tenantId), subject.id);
    if (entry === undefined) return { writes: [] };
    // Before the ledger: a credit that another event wrote from an older ledger is written again.
    const credits = await creditsOf(context, entry.value);
    if (credits.length === 0) return { writes: [] };
    if (credits.length > MOST_AT_ONCE) {
      const { ownerId } = entry.value;
      const restart = await restartOwnerCredits(records, { tenantId, ownerId, now });
      return { writes: [restart.write], next: [restart.pointer] };
    }
    return { writes: await moneyWrites(context, entry.value, credits, now) };
  },
};

/** The credits, under all rules, of the visits whose charges an entry is about. */
async function creditsOf({ records }: Context, entry: LedgerEntry): Promise<Stored<Attribution>[]> {
  const partition = liveOf(entry.tenantId);
  const { id, entryId = id } = entry;
  const chargeIds = new Set([id, entryId, ...entry.moves.map(({ chargeId }) => chargeId)]);
  const charges = await records.getMany(ledgerEntryType, partition, [...chargeIds]);
  const visitIds = charges.flatMap(({ value: { subject } }) =>
    subject?.type === 'appointment' ? [subject.id] : [],
  );
  const ids = visitIds.flatMap((visit) =>
    ATTRIBUTION_RULES.map(({ version }) => attributionId(visit, version)),
  );
  return ids.length === 0 ? [] : records.getMany(attributionType, partition, ids);
}

async function moneyWrites(
  { records }: Context,
  { tenantId, ownerId }: LedgerEntry,
  credits: readonly Stored<Attribution>[],
  now: Instant,
): Promise<Write[]> {
  const owner = await currentOwner(records, tenantId, ownerId);
  if (owner === undefined) return [];
  const ledger = await readLedger(records, owner.value);
  const wanted = credits.map(({ value }) => ({
    ...value,
    ...visitMoney(ledger, value.appointmentId),
    updatedAt: now,
  }));
  return creditWrites(credits, wanted, now);
}
