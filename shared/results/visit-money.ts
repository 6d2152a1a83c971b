import { visitChargeId } from '../ledger/charge.ts';
import type { OwnerLedger } from '../ledger/fold-ledger.ts';
import type { Attribution } from './model.ts';

/** What a visit brought in. */
export type VisitMoney = Pick<Attribution, 'salesCents' | 'revenueCents' | 'currency'>;

/** A visit that was not charged. */
export const NO_MONEY: VisitMoney = { salesCents: 0, revenueCents: 0 };

/**
 * What a visit brought in as its owner's ledger stands, all without tax. Sales are the visit's own
 * charge, less what was waived of it, nothing when it was undone. Revenue is what payments cover of that charge:
 * a refund or a payment undone takes back what it opens again, and credit that was granted
 * covers without being money. Tips, and what the owner is charged beside the visit, are in neither.
 */
export function visitMoney(ledger: OwnerLedger, appointmentId: string): VisitMoney {
  const charge = ledger.charges.get(visitChargeId(appointmentId));
  if (charge === undefined) return NO_MONEY;
  const { id, currency, lines = [] } = charge.entry;
  const standing = ledger.standing.filter(({ chargeId }) => chargeId === id);
  const coveredBy = (kind: 'payment' | 'waiver'): number =>
    standing
      .filter(({ sourceId }) => ledger.sources.get(sourceId)?.entry.kind === kind)
      .reduce((sum, { cents, taxCents }) => sum + cents - taxCents, 0);
  const price = lines.reduce((sum, { priceCents }) => sum + priceCents, 0);
  return {
    salesCents: charge.reversed ? 0 : price - coveredBy('waiver'),
    revenueCents: coveredBy('payment'),
    currency,
  };
}
