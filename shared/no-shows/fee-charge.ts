import { chargeFor } from '../ledger/charge.ts';
import type { LedgerChange, Posting } from '../ledger/posting.ts';
import type { NoShowRecord } from './model.ts';

/**
 * The charge of a missed visit's fee: one line, no tax, sold on the day of the visit. Its id derives
 * from the record, so that a fee is charged once.
 */
export function feeCharge(
  posting: Posting,
  { id, localDate, staffId }: Pick<NoShowRecord, 'id' | 'localDate' | 'staffId'>,
  cents: number,
): LedgerChange {
  return chargeFor(posting, {
    lines: [
      {
        kind: 'no_show_fee',
        description: `No-show fee for the visit of ${localDate}`,
        priceCents: cents,
        taxCents: 0,
        staffId,
      },
    ],
    subject: { type: 'noShowRecord', id },
    serviceDate: localDate,
    cause: ['no-show', id],
  });
}
