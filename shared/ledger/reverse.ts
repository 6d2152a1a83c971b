import { notFound } from '../kernel/problem.ts';
import { releaseAll } from './allocate.ts';
import { withEntry, type OwnerLedger } from './fold-ledger.ts';
import { reversalId, type LedgerEntry, type Move } from './model.ts';
import { changeOf, entryOf, taxCollected, type LedgerChange, type Posting } from './posting.ts';
import { notReversible } from './refusals.ts';
import { coverAgain, takeOut } from './undo-moves.ts';
import { takenBack } from './waive.ts';

/** What is undone. */
export interface NewReversal {
  readonly entryId: string;
  readonly reason: string;
}

/**
 * Undoes an entry: its effect is taken back on today's date, and so is what it covered or let go,
 * as far as that still stands. A charge lets go what was paid for it, which becomes credit of the
 * owner; its waivers are undone with it. A payment opens what it had covered.
 *
 * An entry is undone once: its reversal's id derives from it. Throws not-found (404), and
 * `not-reversible` (409) for one undone already, for a reversal (post anew instead), and for a
 * payment of which something was refunded (undo the refunds first).
 */
export function reverse(
  posting: Posting,
  ledger: OwnerLedger,
  { entryId, reason }: NewReversal,
): LedgerChange {
  const entry = ledger.entries.get(entryId);
  if (entry === undefined) throw notFound('entry', entryId);
  requireReversible(ledger, entry);
  let current = ledger;
  const waivers = standingWaivers(ledger, entry).map((waiver) => {
    const undone = reversalOf(posting, current, waiver, reason);
    current = withEntry(current, undone);
    return undone;
  });
  return changeOf(posting, [reversalOf(posting, current, entry, reason), ...waivers]);
}

function requireReversible({ reversed, sources }: OwnerLedger, entry: LedgerEntry): void {
  const { id, kind } = entry;
  if (kind === 'reversal') throw notReversible('A reversal stands: post the entry anew.', id);
  if (reversed.has(id)) throw notReversible('This entry is undone already.', id);
  const { refundedCents = 0, refundedTipCents = 0 } = sources.get(id) ?? {};
  if (refundedCents + refundedTipCents > 0) {
    throw notReversible('Something of this payment was refunded: undo the refunds first.', id);
  }
}

function standingWaivers({ entries, reversed }: OwnerLedger, { id }: LedgerEntry): LedgerEntry[] {
  return [...entries.values()].filter(
    (it) => it.kind === 'waiver' && it.entryId === id && !reversed.has(it.id),
  );
}

function reversalOf(
  posting: Posting,
  ledger: OwnerLedger,
  entry: LedgerEntry,
  reason: string,
): LedgerEntry {
  const moves = undoneMoves(ledger, entry);
  const { money } = entry;
  const facts = {
    kind: 'reversal' as const,
    // Not a negative zero, which the store would give back as another value.
    effectCents: 0 - entry.effectCents,
    entryId: entry.id,
    reason,
    moves,
    ...(entry.kind === 'charge' ? takenBack(entry) : { serviceDate: entry.serviceDate }),
    money: money && {
      method: money.method,
      amountCents: 0 - money.amountCents,
      tipCents: 0 - money.tipCents,
    },
  };
  return entryOf(posting, reversalId(entry.id), facts, taxCollected(ledger, moves));
}

function undoneMoves(ledger: OwnerLedger, entry: LedgerEntry): Move[] {
  const { id } = entry;
  switch (entry.kind) {
    case 'charge':
      return releaseAll(ledger.standing.filter(({ chargeId }) => chargeId === id));
    case 'payment':
    case 'credit':
      return releaseAll(ledger.standing.filter(({ sourceId }) => sourceId === id));
    case 'waiver': {
      const own = releaseAll(ledger.standing.filter(({ sourceId }) => sourceId === id));
      return [...own, ...coverAgain(ledger, own, letGo(entry), {})];
    }
    case 'refund': {
      const back = { [entry.entryId ?? '']: entry.effectCents };
      return coverAgain(ledger, [], letGo(entry), back);
    }
    case 'credit_use':
      return takeOut(ledger, entry.moves);
    case 'reversal':
      return [];
  }
}

function letGo({ moves }: LedgerEntry): Move[] {
  return moves.filter(({ cents }) => cents < 0);
}
