import { coverOldestFirst, openCharges } from '../../ledger/allocate.ts';
import type { OwnerLedger } from '../../ledger/fold-ledger.ts';
import type { LedgerEntry } from '../../ledger/model.ts';

/**
 * The imported payments of a ledger with what they cover: the oldest payment first, the oldest charges
 * first, the rest is credit, as if they had been posted in their order. What they cover was open until
 * now, so that nothing that stands is moved.
 */
export function settledPayments(ledger: OwnerLedger): LedgerEntry[] {
  let open = openCharges(ledger);
  return [...ledger.sources.values()].flatMap(({ entry, freeCents }): LedgerEntry[] => {
    if (entry.unsettled !== true) return [];
    const covered = coverOldestFirst(open, entry.id, freeCents);
    open = covered.open;
    const moves = [...entry.moves, ...covered.moves];
    const taxCents = covered.moves.reduce((sum, it) => sum + it.taxCents, entry.taxCents);
    return [{ ...entry, moves, taxCents, unsettled: undefined }];
  });
}
