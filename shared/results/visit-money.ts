import type { ChargeState, OwnerLedger } from '../ledger/fold-ledger.ts';
import type { Attribution } from './model.ts';

/** What a visit brought in. */
export type VisitMoney = Pick<Attribution, 'salesCents' | 'revenueCents' | 'currency'>;

/** A visit that was not charged. */
export const NO_MONEY: VisitMoney = { salesCents: 0, revenueCents: 0 };

/**
 * What a visit brought in as its owner's ledger stands, all without tax. Sales are what the visit was
 * charged, less what was waived of it, nothing when it was undone; a visit that was completed anew has another
 * charge beside the one undone. Revenue is what payments cover of that: a refund or a payment undone takes
 * back what it opens again, and credit that was granted covers without being money. Tips, and what the
 * owner is charged beside the visit, are in neither.
 */
export function visitMoney(ledger: OwnerLedger, appointmentId: string): VisitMoney {
  const charges = [...ledger.charges.values()].filter(
    ({ entry: { subject } }) => subject?.type === 'appointment' && subject.id === appointmentId,
  );
  return charges.map((charge) => chargeMoney(ledger, charge)).reduce(added, NO_MONEY);
}

function chargeMoney(
  { standing, sources }: OwnerLedger,
  { entry, reversed }: ChargeState,
): VisitMoney {
  const { id, currency, lines = [] } = entry;
  const moves = standing.filter(({ chargeId }) => chargeId === id);
  const coveredBy = (kind: 'payment' | 'waiver'): number =>
    moves
      .filter(({ sourceId }) => sources.get(sourceId)?.entry.kind === kind)
      .reduce((sum, { cents, taxCents }) => sum + cents - taxCents, 0);
  const price = lines.reduce((sum, { priceCents }) => sum + priceCents, 0);
  return {
    salesCents: reversed ? 0 : price - coveredBy('waiver'),
    revenueCents: coveredBy('payment'),
    currency,
  };
}

function added(a: VisitMoney, b: VisitMoney): VisitMoney {
  return {
    salesCents: a.salesCents + b.salesCents,
    revenueCents: a.revenueCents + b.revenueCents,
    currency: b.currency,
  };
}
