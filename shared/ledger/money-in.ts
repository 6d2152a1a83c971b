import { isAmount } from '../kernel/money.ts';
import { InvariantError } from '../kernel/result.ts';
import { coverOldestFirst, openCharges } from './allocate.ts';
import { creditOf, withEntry, type OwnerLedger, type SourceState } from './fold-ledger.ts';
import { causedEntryId, type LedgerEntry, type Move, type PaymentMethod } from './model.ts';
import { changeOf, entryOf, taxCollected, type LedgerChange, type Posting } from './posting.ts';
import { amountOutOfRange, nothingLeft } from './refusals.ts';

/** Money that came in. */
export interface NewPayment {
  readonly method: PaymentMethod;
  /** Without the tip; 0 is possible when there is a tip. */
  readonly amountCents: number;
  readonly tipCents: number;
  readonly reference?: string | undefined;
}

/**
 * Posts a payment and stores what it covers: the oldest charges first, pro rata by line, the rest
 * is credit. Credit that was there already is used up before it, as an entry of its own, so that
 * nobody has credit and open charges at once after paying. An `InvariantError` says that the
 * amounts are not whole cents in range.
 */
export function pay(posting: Posting, ledger: OwnerLedger, payment: NewPayment): LedgerChange {
  const { method, amountCents, tipCents, reference } = payment;
  if (![amountCents, tipCents].every(isAmount) || amountCents + tipCents === 0) {
    throw new InvariantError('A payment has amounts that are not whole cents in range.');
  }
  const id = posting.ids.next('ledgerEntry');
  const use = creditUse(posting, ledger, Infinity, causedEntryId('credit_use', id));
  const { charges, sources } = use === undefined ? ledger : withEntry(ledger, use);
  const { moves } = coverOldestFirst(openCharges({ ...ledger, charges, sources }), id, amountCents);
  const taxCents = moves.reduce((sum, it) => sum + it.taxCents, 0);
  const money = { method, amountCents, tipCents };
  const facts = { kind: 'payment' as const, effectCents: 0 - amountCents, money, reference, moves };
  const entry = entryOf(posting, id, facts, taxCents);
  return changeOf(posting, use === undefined ? [entry] : [entry, use]);
}

/**
 * Puts credit of the owner to their oldest charges; `amountCents` is the most of it to use. Throws
 * `nothing-left` (409) when there is no credit or nothing is open, and `amount-out-of-range` (422).
 */
export function applyCredit(
  posting: Posting,
  ledger: OwnerLedger,
  { amountCents }: { readonly amountCents?: number | undefined },
): LedgerChange {
  const id = posting.ids.next('ledgerEntry');
  const use = creditUse(posting, ledger, amountCents ?? Infinity, id);
  if (use === undefined) {
    const what = creditOf(ledger) === 0 ? 'This owner has no credit.' : 'No charge is open.';
    throw nothingLeft(what, 'owner', posting.owner.id);
  }
  const used = use.moves.reduce((sum, { cents }) => sum + cents, 0);
  if (amountCents !== undefined && used < amountCents) {
    throw amountOutOfRange('amountCents', amountCents, used);
  }
  return changeOf(posting, [use]);
}

/** Credit granted without money: goodwill, or what another system owed the owner. */
export interface NewCredit {
  readonly amountCents: number;
  readonly reason: string;
  /** What it must not be posted twice for; absent: every call is another credit. */
  readonly cause?: readonly string[] | undefined;
}

/** Grants credit. It covers charges when the owner pays, or when a person uses it. */
export function creditFor(posting: Posting, credit: NewCredit): LedgerChange {
  const { amountCents, reason, cause } = credit;
  if (!isAmount(amountCents) || amountCents === 0) {
    throw new InvariantError('A credit is not whole cents in range.');
  }
  const id =
    cause === undefined ? posting.ids.next('ledgerEntry') : causedEntryId('credit', ...cause);
  const facts = { kind: 'credit' as const, effectCents: -amountCents, reason, moves: [] };
  return changeOf(posting, [entryOf(posting, id, facts, 0)]);
}

function creditUse(
  posting: Posting,
  ledger: OwnerLedger,
  most: number,
  id: string,
): LedgerEntry | undefined {
  let open = openCharges(ledger);
  let left = most;
  const moves: Move[] = [];
  for (const { entry, freeCents } of [...ledger.sources.values()].filter(hasCredit)) {
    const cents = Math.min(freeCents, left);
    const covered = coverOldestFirst(open, entry.id, cents);
    open = covered.open;
    left -= cents - covered.restCents;
    moves.push(...covered.moves);
  }
  if (moves.length === 0) return undefined;
  const facts = { kind: 'credit_use' as const, effectCents: 0, moves };
  return entryOf(posting, id, facts, taxCollected(ledger, moves));
}

function hasCredit({ freeCents }: SourceState): boolean {
  return freeCents > 0;
}
