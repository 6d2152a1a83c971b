import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupOf, type Split } from '../../../shared/campaigns/assign.ts';
import { chanceOfSplit } from '../../../shared/campaigns/proportions.ts';

const owners = Array.from({ length: 20_000 }, (_none, n) => `own_${String(n)}`);
const id = fc.string({ minLength: 1, maxLength: 24 });
const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 2, maxLength: 5 });

function splitOf(campaignId: string, parts: readonly number[], holdoutPercent: number): Split {
  const variants = parts.map((weight, n) => ({ id: `v${String(n)}`, weight }));
  return { campaignId, variants, holdoutPercent };
}

describe('the group of an owner', () => {
  it('is always the same, whenever it is asked', () => {
    fc.assert(
      fc.property(id, id, weights, fc.nat(50), (campaignId, ownerId, parts, percent) => {
        const split = splitOf(campaignId, parts, percent);
        expect(groupOf(split, ownerId)).toBe(groupOf(structuredClone(split), ownerId));
      }),
    );
  });

  it.each([
    [[1, 1], 0],
    [[1, 1], 10],
    [[80, 20], 5],
    [[1, 2, 3, 4], 50],
  ])('is spread over 20,000 owners as weights %j with %i %% held out say', (parts, percent) => {
    // Fixed ids: what chance decides here is decided once and for all.
    const split = splitOf('cmp_spread', parts, percent);
    const seen = Map.groupBy(owners, (ownerId) => groupOf(split, ownerId));
    const total = parts.reduce((sum, it) => sum + it, 0);
    const groups = [
      ...(percent > 0 ? [{ id: 'holdout', weight: percent }] : []),
      ...split.variants.map((it) => ({ ...it, weight: ((100 - percent) * it.weight) / total })),
    ].map((it) => ({ ...it, owners: seen.get(it.id)?.length ?? 0 }));
    expect(chanceOfSplit(groups)).toBeGreaterThan(0.001);
    for (const group of groups) {
      const wanted = (owners.length * group.weight) / 100;
      expect(Math.abs(group.owners - wanted)).toBeLessThan(0.05 * wanted + 60);
    }
  });

  it('is held out of a larger share whenever it is of a smaller one, and never moved between variants', () => {
    fc.assert(
      fc.property(id, id, weights, fc.nat(50), fc.nat(50), (campaignId, ownerId, parts, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const before = groupOf(splitOf(campaignId, parts, less), ownerId);
        const after = groupOf(splitOf(campaignId, parts, more), ownerId);
        if (before === 'holdout') expect(after).toBe('holdout');
        if (after !== 'holdout') expect(after).toBe(before);
      }),
    );
  });

  it('does not follow from the group in another campaign', () => {
    const groups = (campaignId: string): (string | undefined)[] =>
      owners.map((ownerId) => groupOf(splitOf(campaignId, [1, 1], 0), ownerId));
    const [first, second] = [groups('cmp_one'), groups('cmp_two')];
    const same = first.filter((group, n) => group === second[n]).length;
    expect(same / owners.length).toBeGreaterThan(0.48);
    expect(same / owners.length).toBeLessThan(0.52);
  });

  it('is none without variants, unless the owner is held out', () => {
    const split = splitOf('cmp_plain', [], 20);
    const seen = new Set(owners.slice(0, 500).map((ownerId) => groupOf(split, ownerId)));
    expect(seen).toEqual(new Set([undefined, 'holdout']));
    expect(groupOf({ ...split, holdoutPercent: 0 }, 'own_1')).toBeUndefined();
  });
});
