import { proRata, shareOf, sumOf } from '../kernel/money.ts';
import { openOf, type ChargeState, type OpenLine, type OwnerLedger } from './fold-ledger.ts';
import type { Move } from './model.ts';

/** A charge with something left to cover. */
export interface OpenCharge {
  readonly chargeId: string;
  readonly lines: readonly OpenLine[];
}

/** What money was put to, and what is open then. */
export interface Covered {
  readonly moves: Move[];
  readonly open: OpenCharge[];
  /** What nothing was open for. */
  readonly restCents: number;
}

/** The charges of a ledger that are not covered, oldest first. */
export function openCharges({ charges }: OwnerLedger): OpenCharge[] {
  return [...charges.values()].filter((charge) => openOf(charge) > 0).map(openCharge);
}

/** A charge as something to cover. */
function openCharge({ entry, lines }: ChargeState): OpenCharge {
  return { chargeId: entry.id, lines };
}

/**
 * Puts money of one source to open charges: the oldest first, within a charge pro rata by what is
 * open on each line, the remainder to the largest. What is left over covers nothing: credit. The
 * tax share of a line is rounded down, and comes whole with its last cent.
 */
export function coverOldestFirst(
  open: readonly OpenCharge[],
  sourceId: string,
  cents: number,
): Covered {
  const moves: Move[] = [];
  let restCents = cents;
  const after = open.map(({ chargeId, lines }): OpenCharge => {
    const taken = Math.min(restCents, openOf({ lines }));
    restCents -= taken;
    const shares = proRata(
      taken,
      lines.map(({ openCents }) => openCents),
    );
    const left = lines.map(({ openCents, openTaxCents }, line) => {
      const share = shares[line] ?? 0;
      const taxCents = shareOf(openTaxCents, share, openCents);
      if (share > 0) moves.push({ sourceId, chargeId, line, cents: share, taxCents });
      return { openCents: openCents - share, openTaxCents: openTaxCents - taxCents };
    });
    return { chargeId, lines: left };
  });
  return { moves, open: after, restCents };
}

/**
 * The moves that let `cents` of what covers charges go again: what came about last goes first, one
 * source and charge at a time, pro rata by line. As many as there are, at most.
 */
export function releaseNewestFirst(standing: readonly Move[], cents: number): Move[] {
  const groups = Map.groupBy(standing, (move) => `${move.sourceId}|${move.chargeId}`);
  let rest = cents;
  return [...groups.values()].reverse().flatMap((group) => {
    const amounts = group.map((move) => move.cents);
    const taken = Math.min(rest, sumOf(amounts));
    rest -= taken;
    const shares = proRata(taken, amounts);
    return group.flatMap((move, at) => released(move, shares[at] ?? 0));
  });
}

/** The moves that let everything of these go. */
export function releaseAll(standing: readonly Move[]): Move[] {
  return standing.map((move) => ({ ...move, cents: -move.cents, taxCents: 0 - move.taxCents }));
}

function released(move: Move, cents: number): Move[] {
  if (cents === 0) return [];
  return [{ ...move, cents: -cents, taxCents: 0 - shareOf(move.taxCents, cents, move.cents) }];
}
