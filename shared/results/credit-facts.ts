import { addByKey } from '../kernel/add-by-key.ts';
import type { Attribution, CreditCell, CreditFacts } from './model.ts';

/**
 * Facts of no booking at all.
 * @internal
 */
export const NO_CREDITS: CreditFacts = {
  ...{ bookings: 0, byClick: 0, byReply: 0, byDelivery: 0 },
  ...{ completed: 0, cancelled: 0, missed: 0, salesCents: {}, revenueCents: {} },
};

/** The facts of one credited booking. */
function factsOfCredit(credit: Attribution): CreditFacts {
  const { touch, fate, currency, salesCents, revenueCents } = credit;
  return {
    bookings: 1,
    byClick: Number(touch === 'click'),
    byReply: Number(touch === 'reply'),
    byDelivery: Number(touch === 'delivered'),
    completed: Number(fate === 'completed'),
    cancelled: Number(fate === 'cancelled'),
    missed: Number(fate === 'missed'),
    salesCents: currency === undefined ? {} : { [currency]: salesCents },
    revenueCents: currency === undefined ? {} : { [currency]: revenueCents },
  };
}

/** The sum of two facts; the order does not matter. */
function addCredits(a: CreditFacts, b: CreditFacts): CreditFacts {
  return {
    bookings: a.bookings + b.bookings,
    byClick: a.byClick + b.byClick,
    byReply: a.byReply + b.byReply,
    byDelivery: a.byDelivery + b.byDelivery,
    completed: a.completed + b.completed,
    cancelled: a.cancelled + b.cancelled,
    missed: a.missed + b.missed,
    salesCents: addByKey(a.salesCents, b.salesCents),
    revenueCents: addByKey(a.revenueCents, b.revenueCents),
  };
}

/** The sum of the facts of cells. */
export function sumOfCredits(cells: readonly CreditFacts[]): CreditFacts {
  return cells.reduce<CreditFacts>((sum, cell) => addCredits(sum, cell), NO_CREDITS);
}

/** Sums up credits by rule and tags, in a stable order. */
export function cellsOf(credits: Iterable<Attribution>): CreditCell[] {
  const cells = new Map<string, CreditCell>();
  for (const credit of credits) {
    const tags = tagsOf(credit);
    const key = JSON.stringify(tags);
    const before = cells.get(key) ?? { ...NO_CREDITS, ...tags };
    cells.set(key, { ...addCredits(before, factsOfCredit(credit)), ...tags });
  }
  return [...cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
}

function tagsOf({ ruleVersion, workflowId, campaignId, variant }: Attribution) {
  return {
    ruleVersion,
    workflowId,
    ...(campaignId !== undefined && { campaignId }),
    ...(variant !== undefined && { variant }),
  };
}
