import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMs, millis, type Instant } from '../../../../shared/kernel/instant.ts';
import { nextPlace, withPlace, type PlacesTaken } from '../../../../shared/messaging/email/pace.ts';

const START = '2026-03-01T10:00:20.000Z' as Instant;
const MINUTE_MS = 60_000;

/** Takes places for mails that ask at these instants, one after the other. */
function places(pace: { perMinute: number; perHour: number }, asked: readonly Instant[]) {
  let taken: PlacesTaken = {};
  return asked.map((now) => {
    const at = nextPlace(taken, pace, now);
    taken = withPlace(taken, at);
    return { at, size: Object.keys(taken).length };
  });
}

const minuteOf = (at: Instant) => Math.floor(millis(at) / MINUTE_MS);
const minutesAfterStart = (at: Instant) => minuteOf(at) - minuteOf(START);

describe('the pace of a sender', () => {
  test('lets the first mails leave at once, the next at the start of the next minute', () => {
    const asked = Array.from({ length: 3 }, () => START);
    expect(places({ perMinute: 2, perHour: 100 }, asked).map(({ at }) => at)).toEqual([
      START,
      START,
      '2026-03-01T10:01:00.000Z',
    ]);
  });

  test('gives an hour no more than its share, and goes on when the first minute has left it', () => {
    const asked = Array.from({ length: 7 }, () => START);
    const given = places({ perMinute: 2, perHour: 3 }, asked).map(({ at }) =>
      minutesAfterStart(at),
    );
    expect(given).toEqual([0, 0, 1, 61, 61, 62, 122]);
  });

  test('keeps to both limits in every minute and in any hour, loses no room, and never goes back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.integer({ min: 0, max: 20 * MINUTE_MS }), { maxLength: 60 }),
        (perMinute, perHour, waits) => {
          let now = START;
          const asked = waits.map((ms) => (now = ms % 3 === 0 ? now : addMs(now, ms)));
          const given = places({ perMinute, perHour }, asked);
          const minutes = given.map(({ at }) => minuteOf(at));
          minutes.forEach((minute, n) => {
            expect(given[n]?.at && given[n].at >= (asked[n] ?? START)).toBe(true);
            expect(minute).toBeGreaterThanOrEqual(minutes[n - 1] ?? 0);
            expect(minutes.filter((it) => it === minute).length).toBeLessThanOrEqual(perMinute);
            const hour = minutes.filter((it) => it <= minute && it >= minute - 60).length;
            expect(hour).toBeLessThanOrEqual(perHour);
            expect(given[n]?.size).toBeLessThanOrEqual(61);
          });
        },
      ),
    );
  });
});
