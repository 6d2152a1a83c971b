import { describe, expect, it } from 'vitest';
import { diceOf } from '../../../../local/demo/dice.ts';

const SEEDS = 3000;

describe('dice', () => {
  it('give the same answers for the same seed', () => {
    const [one, other] = [diceOf(17), diceOf(17)];
    const draws = (dice: typeof one) => Array.from({ length: 100 }, () => dice.int(0, 999));
    expect(draws(one)).toEqual(draws(other));
  });

  it.each([2, 3, 4, 6, 12])(
    'draw each of %i values about equally often in the first draw of seeds in a row',
    (sides) => {
      const counts = new Map<number, number>();
      for (let seed = 1; seed <= SEEDS; seed++) {
        const drawn = diceOf(Math.imul(seed * 64, 0x9e3779b1)).int(1, sides);
        counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
      }
      const share = SEEDS / sides;
      expect(counts.size).toBe(sides);
      for (const count of counts.values()) {
        expect(Math.abs(count - share)).toBeLessThan(5 * Math.sqrt(share));
      }
    },
  );
});
