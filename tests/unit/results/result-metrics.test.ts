import { describe, expect, it } from 'vitest';
import { dataOf, ENOUGH_DELIVERED } from '../../../shared/results/enough-data.ts';
import { NO_CREDITS } from '../../../shared/results/credit-facts.ts';
import { creditNumbers } from '../../../shared/results/result-metrics.ts';
import { NO_FACTS } from '../../../shared/sms-analytics/sms-facts.ts';

const texts = { ...NO_FACTS, taken: 40, delivered: 38, priced: 40, costMicros: { USD: 400_000 } };
const credits = {
  ...NO_CREDITS,
  ...{ bookings: 5, byClick: 2, byReply: 1, byDelivery: 2, completed: 3, cancelled: 1 },
  ...{ missed: 1, salesCents: { USD: 15_000, EUR: 900 }, revenueCents: { USD: 10_000, EUR: 100 } },
};
const terms = { texts: { currency: 'USD', segmentMicros: 8000 }, currency: 'USD' };

describe('the numbers of results', () => {
  it('are those computed by hand', () => {
    expect(creditNumbers({ texts, credits }, terms)).toEqual({
      attributedBookings: 5,
      attributedByClick: 2,
      attributedByReply: 1,
      attributedByDelivery: 2,
      attributedCompleted: 3,
      attributedCancelled: 1,
      attributedMissed: 1,
      attributedBookingRate: 5 / 40,
      attributedSales: 15_000,
      attributedRevenue: 10_000,
      // 100.00 came in for 0.40: 99.60 more than it cost, 249 times the cost.
      returnOnCost: 249,
    });
  });

  it('count estimated costs beside final ones in the return', () => {
    const more = { ...texts, taken: 50, unpricedSegments: 12 };
    // 0.40 and 12 segments of 0.008: 0.496.
    const { returnOnCost } = creditNumbers({ texts: more, credits }, terms);
    expect(returnOnCost).toBeCloseTo((100 - 0.496) / 0.496, 9);
  });

  it.each([
    ['no cost', NO_FACTS, terms],
    [
      'a cost nobody knows',
      { ...texts, unpricedSegments: 1 },
      { ...terms, texts: { currency: 'USD', segmentMicros: undefined } },
    ],
    ['costs in another currency', texts, { ...terms, currency: 'EUR' }],
  ])('have no return with %s', (_what, of, on) => {
    expect(creditNumbers({ texts: of, credits }, on).returnOnCost).toBeNull();
  });

  it('take the smallest unit of the currency as it is: a yen has no cents', () => {
    const yen = { ...credits, revenueCents: { JPY: 5000 } };
    const cost = { ...texts, costMicros: { JPY: 50_000_000 } };
    const on = { texts: { currency: 'JPY', segmentMicros: undefined }, currency: 'JPY' };
    // 5,000 yen for 50.
    expect(creditNumbers({ texts: cost, credits: yen }, on).returnOnCost).toBe(99);
  });

  it('have no rate without a text', () => {
    expect(creditNumbers({ texts: NO_FACTS, credits }, terms).attributedBookingRate).toBeNull();
  });
});

describe('whether numbers are enough to go by', () => {
  it('is said plainly, from 30 delivered texts on', () => {
    const of = (delivered: number) => dataOf({ texts: { ...NO_FACTS, delivered } });
    expect(of(ENOUGH_DELIVERED)).toEqual({
      data: 'enough',
      dataSays: 'Rates are of 30 delivered texts.',
    });
    expect(of(ENOUGH_DELIVERED - 1).data).toBe('not-enough');
    expect(of(1).dataSays).toBe(
      'Not enough data: 1 text was delivered, rates say something from 30 on.',
    );
  });
});
