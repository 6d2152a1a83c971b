import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fairShares, takeTurns } from '../../../shared/due-work/fair-share.ts';

const wantsOf = (counts: readonly number[]) =>
  counts.map((count, index) => ({ tenantId: `t${String(index)}`, count }));

const sharesOf = (counts: readonly number[], budget: number) => {
  const shares = fairShares(wantsOf(counts), budget);
  return counts.map((_count, index) => shares.get(`t${String(index)}`) ?? 0);
};

const someCounts = fc.array(fc.nat({ max: 40 }), { maxLength: 12, size: 'max' });
const someBudget = fc.nat({ max: 200 });

describe('fairShares', () => {
  test.each([
    { counts: [], budget: 10, shares: [] },
    { counts: [5, 5], budget: 0, shares: [0, 0] },
    { counts: [5, 5], budget: -3, shares: [0, 0] },
    { counts: [0, 5], budget: 3, shares: [0, 3] },
    { counts: [2, 3], budget: 100, shares: [2, 3] },
    { counts: [1000, 1], budget: 10, shares: [9, 1] },
    { counts: [1000, 1000], budget: 10, shares: [5, 5] },
    { counts: [1000, 2, 1000], budget: 12, shares: [5, 2, 5] },
    { counts: [9, 9, 9], budget: 4, shares: [2, 1, 1] },
    { counts: [9, 1, 9], budget: 2, shares: [1, 1, 0] },
    { counts: [9, 2], budget: 3, shares: [2, 1] },
    { counts: [9, 9], budget: 1, shares: [1, 0] },
  ])('gives $shares of $budget to those who want $counts', ({ counts, budget, shares }) => {
    expect(sharesOf(counts, budget)).toEqual(shares);
  });

  test('gives out min(budget, sum of wants), never more than wanted, and no empty shares', () => {
    fc.assert(
      fc.property(someCounts, someBudget, (counts, budget) => {
        const shares = fairShares(wantsOf(counts), budget);
        const given = [...shares.values()].reduce((a, b) => a + b, 0);
        const wanted = counts.reduce((a, b) => a + b, 0);
        expect(given).toBe(Math.min(budget, wanted));
        for (const [index, count] of counts.entries()) {
          expect(shares.get(`t${String(index)}`) ?? 0).toBeLessThanOrEqual(count);
        }
        expect([...shares.values()].every((share) => share > 0)).toBe(true);
      }),
    );
  });

  test('leaves nobody wanting who has less than another, save the one unit that does not divide', () => {
    fc.assert(
      fc.property(someCounts, someBudget, (counts, budget) => {
        const shares = sharesOf(counts, budget);
        const most = Math.max(0, ...shares);
        const unsatisfied = shares.filter((share, index) => share < (counts[index] ?? 0));
        for (const share of unsatisfied) expect(share).toBeGreaterThanOrEqual(most - 1);
        // Of the unsatisfied, whoever comes earlier has at least as much.
        expect([...unsatisfied].sort((a, b) => b - a)).toEqual(unsatisfied);
      }),
    );
  });
});

describe('takeTurns', () => {
  const item = fc.record({ group: fc.constantFrom('a', 'b', 'c', 'd'), n: fc.nat() });
  const groupOf = (it: { group: string }) => it.group;

  test('lets a small group in between those of a large one', () => {
    const items = ['a', 'a', 'a', 'b', 'c', 'c'].map((group, n) => ({ group, n }));
    expect(takeTurns(items, groupOf).map(({ group, n }) => `${group}${String(n)}`)).toEqual([
      ...['a0', 'b3', 'c4'],
      ...['a1', 'c5'],
      'a2',
    ]);
  });

  test('loses, repeats and invents nothing, and keeps the order within each group', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 40, size: 'max' }), (items) => {
        const turns = takeTurns(items, groupOf);
        expect(turns).toHaveLength(items.length);
        for (const group of ['a', 'b', 'c', 'd']) {
          const of = (list: typeof items) => list.filter((it) => it.group === group);
          expect(of(turns)).toEqual(of(items));
        }
      }),
    );
  });

  test('serves no group twice before another that waits has been served again', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 40, size: 'max' }), (items) => {
        const turns = takeTurns(items, groupOf).map(groupOf);
        const size = (group: string, list: string[]) => list.filter((it) => it === group).length;
        for (let end = 1; end <= turns.length; end++) {
          const served = turns.slice(0, end);
          const waiting = new Set(turns.slice(end));
          const most = Math.max(...['a', 'b', 'c', 'd'].map((group) => size(group, served)));
          for (const group of waiting) {
            expect(size(group, served)).toBeGreaterThanOrEqual(most - 1);
          }
        }
      }),
    );
  });
});
