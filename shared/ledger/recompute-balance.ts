import { currentOwner } from '../customers/merge-follow.ts';
import type { Owner } from '../customers/model.ts';
import { notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import type { OwnerSums } from './posting.ts';
import { readLedger } from './read-ledger.ts';

/**
 * The cached sums of an owner as their entries give them: the patch for whoever rebuilds an owner.
 * Read the owner first and replace them under that ETag, so that no posting comes in between.
 */
export async function balanceFromEntries(records: Records, owner: Owner): Promise<OwnerSums> {
  const { balanceCents, spendCents } = await readLedger(records, owner);
  return { balanceCents, spendCents };
}

/**
 * Rebuilds the cached balance of an owner from their entries; the id of a merged owner leads to the
 * survivor. May be repeated at any time, and changes nothing when the sums are right. Throws
 * not-found (404).
 */
export async function recomputeBalance(
  context: Context,
  { tenantId, ownerId }: { readonly tenantId: string; readonly ownerId: string },
): Promise<OwnerSums & { readonly changed: boolean }> {
  const { records } = context;
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const owner = await currentOwner(records, tenantId, ownerId);
    if (owner === undefined) throw notFound('owner', ownerId);
    const sums = await balanceFromEntries(records, owner.value);
    const { balanceCents = 0, spendCents = 0 } = owner.value;
    const changed = balanceCents !== sums.balanceCents || spendCents !== sums.spendCents;
    return { writes: changed ? [replace(owner, sums)] : [], value: { ...sums, changed } };
  });
}
