import type { Owner } from '../customers/model.ts';
import type { Records } from '../platform/store/records.ts';
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
