import { shareOf } from '../kernel/money.ts';
import type { OwnerLedger } from './fold-ledger.ts';
import type { Move } from './model.ts';

/**
 * The moves that cover again what `letGo` let go, line by line, as far as the line is open and the
 * source still free. `before` are moves of the same entry that come first, `returned` is money that
 * comes back to a source by it. When nothing else happened meanwhile, all is as it was.
 */
export function coverAgain(
  ledger: OwnerLedger,
  before: readonly Move[],
  letGo: readonly Move[],
  returned: Readonly<Record<string, number>>,
): Move[] {
  const moves: Move[] = [];
  for (const wanted of letGo) {
    const { sourceId, chargeId, line } = wanted;
    const done = [...before, ...moves];
    const used = done.filter((it) => it.sourceId === sourceId);
    const free =
      (ledger.sources.get(sourceId)?.freeCents ?? 0) + (returned[sourceId] ?? 0) - centsOf(used);
    const state = ledger.charges.get(chargeId)?.lines[line];
    const covered = done.filter((it) => it.chargeId === chargeId && it.line === line);
    const openCents = (state?.openCents ?? 0) - centsOf(covered);
    const openTaxCents = (state?.openTaxCents ?? 0) - taxOf(covered);
    const cents = Math.min(-wanted.cents, free, openCents);
    if (cents <= 0) continue;
    const taxCents = taxPart(cents, wanted, { cents: openCents, taxCents: openTaxCents });
    moves.push({ sourceId, chargeId, line, cents, taxCents });
  }
  return moves;
}

/** The moves that take these out of what stands, as far as they still do. */
export function takeOut({ standing }: OwnerLedger, covering: readonly Move[]): Move[] {
  return covering.flatMap((wanted) => {
    const stands = standing.find(
      ({ sourceId, chargeId, line }) =>
        sourceId === wanted.sourceId && chargeId === wanted.chargeId && line === wanted.line,
    );
    if (stands === undefined) return [];
    const cents = Math.min(wanted.cents, stands.cents);
    return [{ ...stands, cents: -cents, taxCents: 0 - taxPart(cents, wanted, stands) }];
  });
}

/**
 * The tax in `cents` out of `whole`: what the undone move had if it fits, so that undoing restores
 * to the cent; never so much or so little that the rest would hold less than none or only tax.
 */
function taxPart(
  cents: number,
  wanted: Pick<Move, 'cents' | 'taxCents'>,
  whole: Pick<Move, 'cents' | 'taxCents'>,
): number {
  const exact = Math.abs(wanted.cents) === cents;
  const tax = exact ? Math.abs(wanted.taxCents) : shareOf(whole.taxCents, cents, whole.cents);
  const least = Math.max(0, whole.taxCents - (whole.cents - cents));
  return Math.min(Math.max(tax, least), whole.taxCents, cents);
}

function centsOf(moves: readonly Move[]): number {
  return moves.reduce((sum, { cents }) => sum + cents, 0);
}

function taxOf(moves: readonly Move[]): number {
  return moves.reduce((sum, { taxCents }) => sum + taxCents, 0);
}
