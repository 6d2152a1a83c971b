import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chanceOfSplit,
  compareShares,
  effectFor,
  sampleFor,
} from '../../../shared/campaigns/proportions.ts';

describe('the two-proportion test', () => {
  // x of n, x of n, z, two-sided p, interval of the difference: worked apart from this code.
  it.each([
    [120, 1000, 150, 1000, 1.96305, 0.04964, 0.000076, 0.059924],
    [30, 500, 30, 500, 0, 1, -0.029439, 0.029439],
    [12, 200, 30, 210, 2.765655, 0.005681, 0.02521, 0.140504],
    [1000, 20_000, 1100, 20_000, 2.24182, 0.024973, 0.000629, 0.009371],
  ])('gives the known values for %i of %i against %i of %i', (x1, n1, x2, n2, z, p, low, high) => {
    const test = compareShares({ converted: x1, owners: n1 }, { converted: x2, owners: n2 });
    expect(test.z).toBeCloseTo(z, 4);
    expect(test.p).toBeCloseTo(p, 5);
    expect(test.interval[0]).toBeCloseTo(low, 5);
    expect(test.interval[1]).toBeCloseTo(high, 5);
  });

  it.each([
    [0, 50, 0, 60],
    [50, 50, 60, 60],
  ])('sees no difference where chance could make none: %i of %i, %i of %i', (x1, n1, x2, n2) => {
    const test = compareShares({ converted: x1, owners: n1 }, { converted: x2, owners: n2 });
    expect(test).toMatchObject({ z: 0, p: 1, difference: 0 });
  });

  it('refuses to compare with nobody', () => {
    const some = { converted: 1, owners: 10 };
    expect(() => compareShares(some, { converted: 0, owners: 0 })).toThrow(RangeError);
  });

  const share = fc
    .integer({ min: 1, max: 5000 })
    .chain((owners) => fc.record({ owners: fc.constant(owners), converted: fc.nat(owners) }));

  it('says the same of either order but for the sign, and p is a probability', () => {
    fc.assert(
      fc.property(share, share, (a, b) => {
        const [there, back] = [compareShares(a, b), compareShares(b, a)];
        expect(there.z).toBeCloseTo(-back.z, 10);
        expect(there.p).toBeCloseTo(back.p, 10);
        expect(there.p).toBeGreaterThanOrEqual(0);
        expect(there.p).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the planned sample', () => {
  // R's power.prop.test gives 76.7, 3840.85 and 50 owners a group.
  it.each([
    [0.5, 0.25, 0.9, 77],
    [0.1, 0.02, 0.8, 3841],
    [0.5, 0.25, 0.7401, 50],
  ])('for %f and %f more with power %f is the known one', (baseline, effect, power, owners) => {
    const plan = { baseline, effect, power, alpha: 0.05, variants: 2 };
    expect(sampleFor(plan)).toBe(owners);
  });

  it('is larger for a smaller effect, for more power, and for more variants', () => {
    const plan = { baseline: 0.1, effect: 0.03, power: 0.8, alpha: 0.05, variants: 2 };
    const base = sampleFor(plan);
    expect(sampleFor({ ...plan, effect: 0.02 })).toBeGreaterThan(base);
    expect(sampleFor({ ...plan, power: 0.9 })).toBeGreaterThan(base);
    expect(sampleFor({ ...plan, variants: 3 })).toBeGreaterThan(base);
    expect(sampleFor({ ...plan, alpha: 0.01 })).toBeGreaterThan(base);
  });
});

describe('the difference that owners suffice for', () => {
  it('is the smallest thousandth whose sample they are, for any plan', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 950 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 2, max: 5 }),
        (baseline, owners, variants) => {
          const rest = { baseline: baseline / 1000, power: 0.8, alpha: 0.05, variants };
          const effect = effectFor(rest, owners);
          if (effect === undefined) {
            expect(sampleFor({ ...rest, effect: 0.999 - rest.baseline })).toBeGreaterThan(owners);
            return;
          }
          expect(sampleFor({ ...rest, effect })).toBeLessThanOrEqual(owners);
          if (effect > 0.001) {
            expect(sampleFor({ ...rest, effect: effect - 0.001 })).toBeGreaterThan(owners);
          }
        },
      ),
    );
  });

  it('is none where there is nobody', () => {
    const rest = { baseline: 0.1, power: 0.8, alpha: 0.05, variants: 2 };
    expect(effectFor(rest, 0)).toBeUndefined();
  });
});

describe('the check of the split', () => {
  it('gives the known value for a published split that went wrong', () => {
    const groups = [
      { owners: 821_588, weight: 1 },
      { owners: 815_482, weight: 1 },
    ];
    expect(chanceOfSplit(groups)).toBeCloseTo(1.82e-6, 7);
  });

  it('finds nothing odd in a fair one, in one group, and in nobody', () => {
    expect(
      chanceOfSplit([
        { owners: 698, weight: 70 },
        { owners: 302, weight: 30 },
      ]),
    ).toBeGreaterThan(0.5);
    expect(chanceOfSplit([{ owners: 5, weight: 1 }])).toBe(1);
    expect(
      chanceOfSplit([
        { owners: 0, weight: 1 },
        { owners: 0, weight: 1 },
      ]),
    ).toBe(1);
  });
});
