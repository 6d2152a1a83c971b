import { coverOldestFirst, openCharges, releaseNewestFirst } from '../../ledger/allocate.ts';
import { foldLedger, type OwnerLedger } from '../../ledger/fold-ledger.ts';
import type { LedgerEntry, Move } from '../../ledger/model.ts';

/**
 * The imported payments and refunds of a ledger with what they cover and let go, as if they had been
 * posted in their order: a payment covers the oldest charges first, the rest is credit; a refund takes the
 * credit of its payment, then what that covered, latest first, and what is open by that is there for the
 * payments after it. Nothing else that stands is moved. The first ones of the result may be written alone:
 * the others come out the same afterwards.
 */
export function settledEntries(ledger: OwnerLedger): LedgerEntry[] {
  const all = [...ledger.entries.values()];
  const waiting = all.filter(({ unsettled }) => unsettled === true);
  const settled = new Map<string, LedgerEntry>();
  // Refunds that are not settled have not happened yet: their payments still have all their money.
  const asOfNow = (): OwnerLedger =>
    foldLedger(
      all
        .map((entry) => settled.get(entry.id) ?? entry)
        .filter(({ kind, unsettled }) => kind !== 'refund' || unsettled !== true),
    );
  let current = asOfNow();
  let open = openCharges(current);
  for (const entry of waiting) {
    if (entry.kind === 'refund') {
      const moves = letGo(asOfNow(), entry);
      settled.set(entry.id, withMoves(entry, moves));
      current = asOfNow();
      open = openCharges(current);
    } else {
      const { freeCents = 0 } = current.sources.get(entry.id) ?? {};
      const covered = coverOldestFirst(open, entry.id, freeCents);
      open = covered.open;
      settled.set(entry.id, withMoves(entry, covered.moves));
    }
  }
  return [...settled.values()];
}

function letGo({ standing, sources }: OwnerLedger, { entryId, effectCents }: LedgerEntry): Move[] {
  const { freeCents = 0 } = sources.get(entryId ?? '') ?? {};
  const covering = standing.filter(({ sourceId }) => sourceId === entryId);
  return releaseNewestFirst(covering, Math.max(0, effectCents - freeCents));
}

function withMoves(entry: LedgerEntry, more: readonly Move[]): LedgerEntry {
  const taxCents = more.reduce((sum, it) => sum + it.taxCents, entry.taxCents);
  return { ...entry, moves: [...entry.moves, ...more], taxCents, unsettled: undefined };
}
