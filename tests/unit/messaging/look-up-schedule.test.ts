import { describe, expect, test } from 'vitest';
import { addMs, millis, type Instant } from '../../../shared/kernel/instant.ts';
import { nextLookUp, nextPriceLookUp } from '../../../shared/messaging/look-up-schedule.ts';

const CLAIMED = '2026-03-08T06:30:00.000Z' as Instant;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Milliseconds after the claim of the look-up that follows one made `elapsed` after it. */
const nextAfter = (elapsed: number) => {
  const next = nextLookUp(CLAIMED, addMs(CLAIMED, elapsed));
  return next === undefined ? undefined : millis(next) - millis(CLAIMED);
};

describe('nextLookUp', () => {
  test.each([
    ['the claim itself', 0, 5 * MINUTE],
    ['a clock that is behind', -5000, 5 * MINUTE],
    ['just before the first', 5 * MINUTE - 1, 5 * MINUTE],
    ['the first', 5 * MINUTE, HOUR],
    ['one that came late', 61 * MINUTE, 6 * HOUR],
    ['the third', 6 * HOUR, 24 * HOUR],
    ['the fourth', 24 * HOUR, 72 * HOUR],
    ['just before the last', 72 * HOUR - 1, 72 * HOUR],
  ])('after %s comes the next of its times', (_what, elapsed, next) => {
    expect(nextAfter(elapsed)).toBe(next);
  });

  test.each([72 * HOUR, 72 * HOUR + 1, 1000 * HOUR])('%d ms after the claim is none', (elapsed) => {
    expect(nextAfter(elapsed)).toBeUndefined();
  });

  test('always moves on: five look-ups and no more, however punctual they are', () => {
    for (const late of [0, 1, 7 * MINUTE]) {
      let now: Instant | undefined = CLAIMED;
      let looks = 0;
      while ((now = nextLookUp(CLAIMED, now)) !== undefined) {
        now = addMs(now, late);
        looks++;
        expect(looks).toBeLessThanOrEqual(5);
      }
      expect(looks).toBe(5);
    }
  });
});

describe('nextPriceLookUp', () => {
  test.each([
    ['the claim itself', 0, HOUR],
    ['the first', HOUR, 6 * HOUR],
    ['a delivery after a day', 25 * HOUR, 48 * HOUR],
  ])('after %s comes the next of its times', (_what, elapsed, next) => {
    expect(nextPriceLookUp(CLAIMED, addMs(CLAIMED, elapsed))).toBe(addMs(CLAIMED, next));
  });

  test('is none once 48 hours have passed', () => {
    expect(nextPriceLookUp(CLAIMED, addMs(CLAIMED, 48 * HOUR))).toBeUndefined();
  });
});
