import { describe, expect, it } from 'vitest';
import { metricCatalogue } from '../../../shared/reports/metric-catalogue.ts';
import { NO_FACTS } from '../../../shared/sms-analytics/sms-facts.ts';
import { smsNumbers } from '../../../shared/sms-analytics/sms-metrics.ts';
import { smsTermsOf } from '../../../shared/sms-analytics/sms-terms.ts';

const TERMS = { currency: 'USD', segmentMicros: 8000 };

describe('the numbers about texts', () => {
  it('follow their formulas', () => {
    const numbers = smsNumbers(
      {
        ...NO_FACTS,
        ...{ taken: 10, unconfirmed: 2, delivered: 6, undelivered: 1, failed: 3, skipped: 4 },
        ...{ expired: 1, open: 5, segments: 14, priced: 7, costMicros: { USD: 70_000, EUR: 1 } },
        ...{ unpricedSegments: 4, answered: 3, clicked: 2, optedOut: 1 },
      },
      TERMS,
    );
    expect(numbers).toEqual({
      smsSent: 10,
      smsDelivered: 6,
      smsUnconfirmed: 2,
      smsFailures: 4,
      smsSkipped: 5,
      smsOpen: 5,
      smsDeliveryRate: 0.6,
      smsAnswered: 3,
      smsResponseRate: 0.5,
      smsClicked: 2,
      smsClickThroughRate: 1 / 3,
      smsOptOuts: 1,
      smsOptOutRate: 1 / 6,
      smsSegments: 14,
      smsCostFinal: 70_000,
      smsCostEstimated: 32_000,
      smsCostTotal: 102_000,
      smsCostPerText: 10_200,
    });
  });

  it('are null and neither 0 nor NaN where there is nothing to divide by', () => {
    const numbers = smsNumbers(NO_FACTS, TERMS);
    expect(numbers).toMatchObject({
      ...{ smsDeliveryRate: null, smsResponseRate: null, smsClickThroughRate: null },
      ...{ smsOptOutRate: null, smsCostPerText: null, smsCostTotal: 0, smsSent: 0 },
    });
  });

  it('do not guess a cost without a rate, and need none once all prices are known', () => {
    const terms = smsTermsOf({ segmentCost: undefined });
    const open = {
      ...NO_FACTS,
      taken: 2,
      segments: 2,
      unpricedSegments: 1,
      costMicros: { USD: 9 },
    };
    const numbers = { smsCostEstimated: null, smsCostTotal: null, smsCostPerText: null };
    expect(smsNumbers(open, terms)).toMatchObject({ ...numbers, smsCostFinal: 9 });
    const priced = { ...open, unpricedSegments: 0 };
    expect(smsNumbers(priced, terms)).toMatchObject({ smsCostEstimated: 0, smsCostTotal: 9 });
  });

  it('round the cost of a text to a millionth', () => {
    const it = { ...NO_FACTS, taken: 3, costMicros: { USD: 10 } };
    expect(smsNumbers(it, TERMS).smsCostPerText).toBe(3);
  });
});

describe('the metric catalogue', () => {
  it('defines each metric once, and wholly', () => {
    const ids = metricCatalogue.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const it of metricCatalogue) {
      expect(it.id).toMatch(/^[a-z][A-Za-z]+$/);
      for (const words of [it.name, it.formula, it.unit, it.dateBasis, it.zone]) {
        expect(words.length, it.id).toBeGreaterThan(4);
      }
      expect(Object.values(it).every((value) => typeof value === 'string')).toBe(true);
    }
  });

  it('holds every number that is given about texts', () => {
    const ids = new Set(metricCatalogue.map(({ id }) => id));
    expect(Object.keys(smsNumbers(NO_FACTS, TERMS)).filter((id) => !ids.has(id))).toEqual([]);
  });
});
