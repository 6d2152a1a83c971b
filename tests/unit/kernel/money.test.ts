import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isAmount,
  MAX_CENTS,
  minorDigits,
  proRata,
  shareOf,
  taxOn,
} from '../../../shared/kernel/money.ts';
import { InvariantError } from '../../../shared/kernel/result.ts';

const small = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 6 });
const large = fc.array(fc.integer({ min: 0, max: 50 * MAX_CENTS }), { maxLength: 6 });
const capacities = fc.oneof(small, large);
const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);

describe('proRata', () => {
  it('conserves every cent and gives no part more than it can take', () => {
    fc.assert(
      fc.property(capacities, fc.double({ min: 0, max: 1, noNaN: true }), (parts, share) => {
        const cents = Math.floor(sum(parts) * share);
        const shares = proRata(cents, parts);
        expect(sum(shares)).toBe(cents);
        for (const [at, it] of shares.entries()) {
          expect(Number.isSafeInteger(it)).toBe(true);
          expect(it).toBeLessThanOrEqual(parts[at] ?? 0);
          expect(it).toBeGreaterThanOrEqual(shareOf(cents, parts[at] ?? 0, sum(parts)));
        }
      }),
    );
  });

  it.each([
    [100, [100, 100, 100], [34, 33, 33]],
    [10, [1, 30, 2], [0, 10, 0]],
    [50, [30, 70], [15, 35]],
    [1, [5, 9, 9], [0, 1, 0]],
    // Each share rounds down to 0, and no part can take the remainder alone.
    [2, [1, 1, 1], [1, 1, 0]],
    [0, [3, 4], [0, 0]],
    [0, [], []],
  ])('divides %i over %j as %j', (cents, parts, shares) => {
    expect(proRata(cents, parts)).toEqual(shares);
  });

  it('refuses more than the parts can take, and less than nothing', () => {
    expect(() => proRata(3, [1, 1])).toThrow(InvariantError);
    expect(() => proRata(-1, [1, 1])).toThrow(InvariantError);
  });
});

it.each([
  [6500, 88_750, 577],
  [1, 500_000, 1],
  [1, 499_999, 0],
  [0, 88_750, 0],
  [6500, 0, 0],
  [MAX_CENTS, 1_000_000, MAX_CENTS],
  [99_999_999, 88_751, 8_875_100],
])('taxes %i cents at %i millionths with %i, half a cent upwards', (price, rate, tax) => {
  expect(taxOn(price, rate)).toBe(tax);
});

it('is exact where floating point numbers are not', () => {
  expect(shareOf(9_007_199_254_740_991, 9_007_199_254_740_990, 9_007_199_254_740_991)).toBe(
    9_007_199_254_740_990,
  );
});

it.each([
  ['USD', 2],
  ['JPY', 0],
  ['KWD', 3],
])('knows that %s has %i decimal places', (currency, digits) => {
  expect(minorDigits(currency)).toBe(digits);
});

it.each([
  [0, true],
  [MAX_CENTS, true],
  [MAX_CENTS + 1, false],
  [-1, false],
  [1.5, false],
  [NaN, false],
])('takes %d as an amount: %s', (cents, taken) => {
  expect(isAmount(cents)).toBe(taken);
});
