import { notFound } from '../kernel/problem.ts';
import { releaseNewestFirst } from './allocate.ts';
import type { OwnerLedger } from './fold-ledger.ts';
import type { PaymentMethod } from './model.ts';
import { changeOf, entryOf, taxCollected, type LedgerChange, type Posting } from './posting.ts';
import { amountOutOfRange, notReversible } from './refusals.ts';

/** Money of a payment that goes back. */
export interface NewRefund {
  readonly paymentId: string;
  /** Without the tip; 0 is possible when a tip goes back. */
  readonly amountCents: number;
  readonly tipCents: number;
  /** How it goes back; absent: as it came. */
  readonly method?: PaymentMethod | undefined;
  readonly reason: string;
  readonly reference?: string | undefined;
}

/**
 * Refunds a payment, up to what was paid and not refunded yet, the tip apart. What of it lay as
 * credit goes first; beyond that charges it covered are open again, the latest first. To take back
 * a charge as well, waive it before: what was paid for it is credit then. Throws not-found (404),
 * `not-reversible` (409) for a payment undone, and `amount-out-of-range` (422).
 */
export function refund(posting: Posting, ledger: OwnerLedger, refunded: NewRefund): LedgerChange {
  const { paymentId, amountCents, tipCents, reason, reference } = refunded;
  const payment = ledger.sources.get(paymentId);
  const money = payment?.entry.money;
  if (payment === undefined || money === undefined) throw notFound('payment', paymentId);
  if (payment.reversed) throw notReversible('This payment is undone already.', paymentId);
  const most = money.amountCents - payment.refundedCents;
  const mostTip = money.tipCents - payment.refundedTipCents;
  if (amountCents < 0 || amountCents > most) {
    throw amountOutOfRange('amountCents', amountCents, most);
  }
  if (tipCents < 0 || tipCents > mostTip) throw amountOutOfRange('tipCents', tipCents, mostTip);
  if (amountCents + tipCents === 0) throw amountOutOfRange('amountCents', 0, most);
  const covering = ledger.standing.filter(({ sourceId }) => sourceId === paymentId);
  const moves = releaseNewestFirst(covering, Math.max(0, amountCents - payment.freeCents));
  const { method = money.method } = refunded;
  const facts = {
    kind: 'refund' as const,
    effectCents: amountCents,
    money: { method, amountCents: 0 - amountCents, tipCents: 0 - tipCents },
    entryId: paymentId,
    ...{ reason, reference, moves },
  };
  const id = posting.ids.next('ledgerEntry');
  return changeOf(posting, [entryOf(posting, id, facts, taxCollected(ledger, moves))]);
}
