import { foldLedger } from '../ledger/fold-ledger.ts';
import { ledgerEntryType } from '../ledger/model.ts';
import { pay } from '../ledger/money-in.ts';
import { definedFields } from './defined-fields.ts';
import { importedEntry } from './imported-entry.ts';
import { markForRecompute } from './mark-for-recompute.ts';
import type { PagePlanning, Refusal } from './page-planner.ts';
import type { PaymentFacts } from './row-facts.ts';

/** What became of a payment. */
export interface PlannedPayment {
  readonly id: string;
  /** Something to tell although it is there. */
  readonly note?: Refusal;
}

const EMPTY = foldLedger([]);

/**
 * Brings the payment of a row in. What it covers is settled once all rows are in (`unsettled` until
 * then, see `settle-ledger.ts`): the charges it paid may come later in the files. An entry is never
 * edited, so a row that says another amount than before is told and changes nothing.
 *
 * Without an id in the file a payment is known by its visit, or by its owner, its moment, its method and
 * its amount: two alike are one.
 */
export function planPayment(
  planning: PagePlanning,
  subject: { readonly ownerId: string; readonly visitId: string | undefined },
  facts: PaymentFacts,
): PlannedPayment {
  const { drafts } = planning;
  const { method, amountCents, tipCents, reference, externalId, at } = facts;
  const id = paymentId(planning, subject, facts);
  const known = drafts.get(ledgerEntryType, id);
  if (known !== undefined) {
    const { money } = known;
    if (money?.amountCents === amountCents && money.tipCents === tipCents) return { id };
    const reason = 'The ledger has this payment with another amount: mend that by hand.';
    return { id, note: { effect: 'note', reason } };
  }
  const entry = importedEntry(planning, { ownerId: subject.ownerId, at, id }, (posting) =>
    pay(posting, EMPTY, { method, amountCents, tipCents, reference }),
  );
  drafts.create({ ...entry, ...definedFields({ externalId }), unsettled: true });
  markForRecompute(planning, subject.ownerId);
  return { id };
}

function paymentId(
  { keys }: PagePlanning,
  { ownerId, visitId }: { readonly ownerId: string; readonly visitId: string | undefined },
  { externalId, at, method, amountCents, tipCents }: PaymentFacts,
): string {
  const amounts = [method, String(amountCents), String(tipCents)];
  if (externalId !== undefined) return keys.payment('external', externalId);
  return visitId === undefined
    ? keys.payment('row', ownerId, at, ...amounts)
    : keys.payment('visit', visitId, ...amounts);
}
