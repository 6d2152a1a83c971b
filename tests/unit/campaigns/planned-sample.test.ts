import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../shared/campaigns/model.ts';
import { isSampleMet, sampleOutlook } from '../../../shared/campaigns/planned-sample.ts';

const planned: Pick<Campaign, 'experiment' | 'variants' | 'holdoutPercent'> = {
  experiment: {
    ...{ metric: 'click', baseline: 0.1, effect: 0.05, power: 0.8, alpha: 0.05 },
    samplePerVariant: 50,
  },
  variants: [
    { id: 'plain', name: 'As it is', weight: 1 },
    { id: 'short', name: 'Shorter', weight: 1 },
  ],
  holdoutPercent: 10,
};

describe('the owners an experiment needs', () => {
  it('are too few one owner short in the smallest variant, which is named', () => {
    const byGroup = { plain: 80, short: 49, holdout: 12 };
    expect(sampleOutlook(planned, { byGroup, whole: true })).toEqual({
      state: 'too-few',
      inWords:
        'Too few owners to find a winner: each variant needs 50, and "Shorter" would have 49. It can be started ' +
        'all the same. A larger audience would help; this one does for a difference of 23 in 100 owners or more.',
      neededPerVariant: 50,
      groups: [
        { variant: 'plain', needed: 50, expected: 80 },
        { variant: 'short', needed: 50, expected: 49 },
        { variant: 'holdout', expected: 12 },
      ],
    });
    expect(isSampleMet(planned, byGroup)).toBe(false);
  });

  it('are too few where nobody falls into a variant', () => {
    const none = sampleOutlook({ ...planned, holdoutPercent: 0 }, { byGroup: {}, whole: true });
    expect(none?.state).toBe('too-few');
    expect(none?.inWords).toMatch(
      /It can be started all the same\. A larger audience would help\.$/,
    );
    expect(none?.groups.map(({ expected }) => expected)).toEqual([0, 0]);
  });

  it('are enough at exactly the planned number, however small the hold-out', () => {
    const byGroup = { plain: 50, short: 50 };
    const outlook = sampleOutlook(planned, { byGroup, whole: false });
    expect(outlook).toMatchObject({ state: 'enough' });
    expect(outlook?.inWords).toBe('Enough owners: each variant needs 50 and has them.');
    expect(isSampleMet(planned, byGroup)).toBe(true);
  });

  it('are not known while owners are left to look at', () => {
    const outlook = sampleOutlook(planned, { byGroup: { plain: 50, short: 3 }, whole: false });
    expect(outlook?.state).toBe('open');
    expect(outlook?.inWords).toContain('"Shorter" has 3 among those looked at so far');
  });

  it('are asked of no campaign without an experiment', () => {
    const plain = { variants: [], holdoutPercent: 10 };
    expect(sampleOutlook(plain, { byGroup: {}, whole: true })).toBeUndefined();
    expect(isSampleMet(plain, {})).toBe(true);
  });
});
