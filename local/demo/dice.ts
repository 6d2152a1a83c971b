import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded source of choices: the same seed and the same calls in the same order give the same answers. */
export interface Dice {
  /** A whole number from `from` to `to`, both inclusive. */
  int(from: number, to: number): number;
  /** True in about `percent` of 100 calls. */
  chance(percent: number): boolean;
  /** One element; throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T;
  /** A copy in random order. */
  shuffle<T>(list: readonly T[]): T[];
}

/** So many draws it takes until seeds that are alike, which most are in most of their bits, no longer show. */
const WARMING_UP = 64;

/** Dice of a seed (an integer; only its lower 32 bits count). */
export function diceOf(seed: number): Dice {
  const rng = xoroshiro128plus(seed | 0);
  for (let i = 0; i < WARMING_UP; i++) rng.next();
  const int = (from: number, to: number): number => uniformInt(rng, from, to);
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError('There is nothing to pick from.');
    return list[int(0, list.length - 1)] as T;
  };
  return {
    int,
    pick,
    chance: (percent) => int(1, 100) <= percent,
    shuffle: (list) => {
      const rest = [...list];
      const shuffled: typeof rest = [];
      while (rest.length > 0) shuffled.push(...rest.splice(int(0, rest.length - 1), 1));
      return shuffled;
    },
  };
}
