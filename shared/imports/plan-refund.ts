import { ownerType } from '../customers/model.ts';
import {
  foldLedger,
  withEntry,
  type OwnerLedger,
  type SourceState,
} from '../ledger/fold-ledger.ts';
import { ledgerEntryType, type LedgerEntry } from '../ledger/model.ts';
import { refund } from '../ledger/refund.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { definedFields } from './defined-fields.ts';
import { importedEntry } from './imported-entry.ts';
import { markForRecompute } from './mark-for-recompute.ts';
import type { PagePlanning, Refusal } from './page-planner.ts';
import type { RefundFacts } from './row-facts.ts';

/** Payments that one row may give back from; more would be a mistake of the file. */
const MOST_PARTS = 10;

/** What an imported refund keeps as its reason: a file tells none. */
const IMPORTED = 'Imported';

/** What became of money given back. */
export interface PlannedRefund {
  /** The entries that give it back; none: it was refused. */
  readonly ids: readonly string[];
  readonly note?: Refusal;
}

/**
 * Brings in that a row gave money back, once all payments of the import are in. It is taken from the
 * payment that the row names; else from those made by that day: first one of which all that is left
 * is as much, then one that is left with enough, of the same method before others, then the newest ones
 * together. More than was paid is refused and nothing is posted.
 *
 * What it lets go is settled with the payments (`unsettled` until then, see `settle-ledger.ts`). The ledger
 * was read under the owner, whom the page writes: of two imports, or of an import and staff, the second
 * decides again. A refund that is known stays as it is; another amount is told.
 */
export function planRefund(
  planning: PagePlanning,
  subject: { readonly ownerId: string; readonly visitId: string | undefined },
  facts: RefundFacts,
): PlannedRefund {
  const { drafts } = planning;
  const ids = refundIds(planning, subject, facts);
  const known = ids.map((id) => drafts.get(ledgerEntryType, id)).filter((it) => it !== undefined);
  if (known.length > 0) return { ids: known.map(({ id }) => id), ...otherAmount(known, facts) };
  if (drafts.get(ownerType, subject.ownerId) === undefined)
    return refused('There is no such owner.');
  const ledger = foldLedger(drafts.entriesOf(subject.ownerId));
  const parts = partsOf(planning, ledger, facts);
  if (typeof parts === 'string') return refused(parts);
  let after = ledger;
  for (const [at, part] of parts.entries()) {
    const entry = refundEntry(planning, subject.ownerId, ids[at] ?? '', { ...facts, ...part });
    drafts.create(entry);
    after = withEntry(after, entry);
  }
  markForRecompute(planning, subject.ownerId);
  return { ids: ids.slice(0, parts.length), ...owedAgain(after) };
}

/** What one payment gives of a refund. */
interface Part {
  readonly payment: LedgerEntry;
  readonly amountCents: number;
  readonly tipCents: number;
}

function partsOf(
  { tenant, keys }: PagePlanning,
  ledger: OwnerLedger,
  facts: RefundFacts,
): readonly Part[] | string {
  const { of, date } = facts;
  const named = of === undefined ? undefined : keys.payment('external', of);
  const found = [...ledger.sources.values()].filter(({ entry, reversed }) => {
    if (entry.kind !== 'payment' || reversed) return false;
    // By days, since a file may tell the time of one and not of the other.
    return named === undefined ? dateAt(tenant, entry.at) <= date : entry.id === named;
  });
  if (named !== undefined && found.length === 0) {
    return 'This customer has no payment with the id that is named as given back.';
  }
  let [amountCents, tipCents] = [facts.amountCents, facts.tipCents];
  const parts: Part[] = [];
  for (const payment of byFit(found, facts)) {
    const left = leftOf(payment);
    const part = {
      payment: payment.entry,
      amountCents: Math.min(left.amountCents, amountCents),
      tipCents: Math.min(left.tipCents, tipCents),
    };
    if (part.amountCents + part.tipCents > 0) parts.push(part);
    amountCents -= part.amountCents;
    tipCents -= part.tipCents;
  }
  if (amountCents + tipCents > 0 || parts.length > MOST_PARTS) {
    return named === undefined
      ? 'More was given back than this customer had paid by then.'
      : 'More was given back than is left of the payment that is named.';
  }
  return parts;
}

function byFit(payments: readonly SourceState[], facts: RefundFacts): SourceState[] {
  const rank = (payment: SourceState): number => {
    const { amountCents, tipCents } = leftOf(payment);
    const same = facts.method === undefined || payment.entry.money?.method === facts.method;
    const exact = amountCents === facts.amountCents && tipCents === facts.tipCents;
    const fits = amountCents >= facts.amountCents && tipCents >= facts.tipCents;
    return (exact && same ? 0 : fits ? 2 : 4) + (same ? 0 : 1);
  };
  // They come oldest first, and of equals the newest is given back.
  return payments.toReversed().toSorted((a, b) => rank(a) - rank(b));
}

function leftOf({ entry: { money }, refundedCents, refundedTipCents }: SourceState) {
  const { amountCents = 0, tipCents = 0 } = money ?? {};
  return { amountCents: amountCents - refundedCents, tipCents: tipCents - refundedTipCents };
}

function refundEntry(
  planning: PagePlanning,
  ownerId: string,
  id: string,
  { payment, at, amountCents, tipCents, method, reference, externalId }: RefundFacts & Part,
): LedgerEntry {
  // Of the payment alone: what it lets go is found when it is settled.
  const ledger = foldLedger([{ ...payment, moves: [] }]);
  const later = at < payment.at ? payment.at : at;
  const entry = importedEntry(planning, { ownerId, at: later, id }, (posting) =>
    refund(posting, ledger, {
      ...{ paymentId: payment.id, amountCents, tipCents, method },
      ...{ reason: IMPORTED, reference },
    }),
  );
  return { ...entry, ...definedFields({ externalId }), unsettled: true };
}

function refundIds(
  { keys }: PagePlanning,
  { ownerId, visitId }: { readonly ownerId: string; readonly visitId: string | undefined },
  { externalId, at, amountCents, tipCents, method, of = '' }: RefundFacts,
): string[] {
  const told: string[] = [at, method ?? '', of, String(amountCents), String(tipCents)];
  const cause =
    externalId === undefined ? ['row', ownerId, visitId ?? '', ...told] : ['external', externalId];
  return Array.from({ length: MOST_PARTS }, (_, part) => keys.refund(part, ...cause));
}

function otherAmount(known: readonly LedgerEntry[], { amountCents, tipCents }: RefundFacts) {
  const sums = { amount: 0, tip: 0 };
  for (const { money } of known) {
    sums.amount -= money?.amountCents ?? 0;
    sums.tip -= money?.tipCents ?? 0;
  }
  if (sums.amount === amountCents && sums.tip === tipCents) return {};
  return note('The ledger has this refund with another amount: mend that by hand.');
}

function owedAgain({ balanceCents }: OwnerLedger) {
  if (balanceCents <= 0) return {};
  return note('What this had paid for is owed again: waive the charge if it is not.');
}

function note(reason: string) {
  return { note: { effect: 'note' as const, reason } };
}

function refused(reason: string): PlannedRefund {
  return { ids: [], note: { effect: 'payment', reason: `${reason} Nothing was posted.` } };
}
