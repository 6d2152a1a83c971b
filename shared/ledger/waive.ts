import { notFound } from '../kernel/problem.ts';
import { coverOldestFirst, releaseNewestFirst } from './allocate.ts';
import { openOf, type ChargeState, type OpenLine, type OwnerLedger } from './fold-ledger.ts';
import { causedEntryId, totalOf, type LedgerEntry, type Move } from './model.ts';
import { changeOf, entryOf, taxCollected, type LedgerChange, type Posting } from './posting.ts';
import { amountOutOfRange, nothingLeft } from './refusals.ts';

/** What is not asked for any more. */
export interface NewWaiver {
  readonly chargeId: string;
  /** Tax included; absent: all of it. */
  readonly amountCents?: number | undefined;
  readonly reason: string;
  /** What it must not be posted twice for; absent: every call is another waiver. */
  readonly cause?: readonly string[] | undefined;
}

/**
 * Waives a charge or a part of it. What is open is waived first; what was paid beyond that is let
 * go, the latest payment first, and becomes credit of the owner. A charge on an invoice asks for a
 * credit note. Throws not-found (404), `nothing-left` (409) for one reversed or waived in full, and
 * `amount-out-of-range` (422).
 */
export function waive(posting: Posting, ledger: OwnerLedger, waiver: NewWaiver): LedgerChange {
  const { cause, reason } = waiver;
  const charge = requireCharge(ledger, waiver.chargeId);
  const most = waivable(ledger, charge);
  if (most === 0)
    throw nothingLeft('Nothing of this charge is left to waive.', 'charge', charge.entry.id);
  const { amountCents = most } = waiver;
  if (amountCents < 1 || amountCents > most) {
    throw amountOutOfRange('amountCents', amountCents, most);
  }
  const id =
    cause === undefined ? posting.ids.next('ledgerEntry') : causedEntryId('waiver', ...cause);
  const paid = ledger.standing.filter(
    (move) => move.chargeId === charge.entry.id && !isWaiver(ledger, move),
  );
  const releases = releaseNewestFirst(paid, Math.max(0, amountCents - openOf(charge)));
  const lines = charge.lines.map((line, at) => reopened(line, at, releases));
  const { moves } = coverOldestFirst([{ chargeId: charge.entry.id, lines }], id, amountCents);
  const facts = { ...takenBack(charge.entry), reason, moves: [...releases, ...moves] };
  const entry = { kind: 'waiver' as const, effectCents: -amountCents, entryId: charge.entry.id };
  const taxCents = taxCollected(ledger, releases);
  return changeOf(posting, [entryOf(posting, id, { ...entry, ...facts }, taxCents)]);
}

/** A charge of this ledger; throws not-found (404). */
function requireCharge({ charges }: OwnerLedger, chargeId: string): ChargeState {
  const charge = charges.get(chargeId);
  if (charge === undefined) throw notFound('charge', chargeId);
  return charge;
}

/** How much of a charge is neither waived nor reversed, paid or not. */
export function waivable(ledger: OwnerLedger, { entry, reversed }: ChargeState): number {
  if (reversed) return 0;
  const waived = ledger.standing.filter(
    (move) => move.chargeId === entry.id && isWaiver(ledger, move),
  );
  return totalOf(entry) - waived.reduce((sum, { cents }) => sum + cents, 0);
}

/** What an entry that takes a charge back says of it: the visit's day, and the invoice it was on. */
export function takenBack({ serviceDate, invoiceId }: LedgerEntry) {
  return { serviceDate, creditNoteFor: invoiceId };
}

function isWaiver({ sources }: OwnerLedger, { sourceId }: Move): boolean {
  return sources.get(sourceId)?.entry.kind === 'waiver';
}

function reopened({ openCents, openTaxCents }: OpenLine, at: number, releases: readonly Move[]) {
  const of = releases.filter(({ line }) => line === at);
  return {
    openCents: of.reduce((sum, { cents }) => sum - cents, openCents),
    openTaxCents: of.reduce((sum, { taxCents }) => sum - taxCents, openTaxCents),
  };
}
