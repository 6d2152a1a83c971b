import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf, millis, type Instant } from '../../../shared/kernel/instant.ts';
import { localTimeAt, type LocalTime } from '../../../shared/kernel/time-zone.ts';
import { nextTextTime } from '../../../shared/messaging/text-hours.ts';

const hours = (start: string, end: string) => ({
  start: start as LocalTime,
  end: end as LocalTime,
});
const next = (at: string, from: string, to: string, zone = 'America/New_York') =>
  nextTextTime(at as Instant, hours(from, to), zone);

describe('nextTextTime', () => {
  test.each([
    ['the last moment', '2026-06-15T23:59:59.999Z', '2026-06-15T23:59:59.999Z'],
    ['the end: exclusive', '2026-06-16T00:00:00.000Z', '2026-06-16T13:00:00.000Z'],
    ['the evening', '2026-06-16T02:00:00.000Z', '2026-06-16T13:00:00.000Z'],
    ['after midnight', '2026-06-16T05:00:00.000Z', '2026-06-16T13:00:00.000Z'],
    ['just before the start', '2026-06-15T12:59:59.999Z', '2026-06-15T13:00:00.000Z'],
    ['the start: inclusive', '2026-06-15T13:00:00.000Z', '2026-06-15T13:00:00.000Z'],
    ['the middle', '2026-06-15T18:30:00.000Z', '2026-06-15T18:30:00.000Z'],
    [
      'the evening before clocks go forward',
      '2026-03-08T03:00:00.000Z',
      '2026-03-08T13:00:00.000Z',
    ],
    ['the evening before clocks go back', '2026-11-01T03:00:00.000Z', '2026-11-01T14:00:00.000Z'],
    ['the last evening of the year', '2027-01-01T04:30:00.000Z', '2027-01-01T14:00:00.000Z'],
    ['the evening of February 28', '2024-02-29T02:00:00.000Z', '2024-02-29T14:00:00.000Z'],
  ])('09:00 to 20:00, from %s', (_what, at, expected) => {
    expect(next(at, '09:00', '20:00')).toBe(expected);
  });

  test('passes over a day that the zone skipped', () => {
    expect(next('2011-12-30T08:00:00.000Z', '09:00', '20:00', 'Pacific/Apia')).toBe(
      '2011-12-30T19:00:00.000Z',
    );
  });

  test('starts at the end of the gap when the start is skipped', () => {
    expect(next('2026-03-08T06:00:00.000Z', '02:30', '04:00')).toBe('2026-03-08T07:00:00.000Z');
  });

  test('waits a day when the whole of the hours is skipped', () => {
    expect(next('2026-03-08T06:00:00.000Z', '02:15', '02:45')).toBe('2026-03-09T06:15:00.000Z');
  });

  test('never goes back in time between the two passes of a repeated hour', () => {
    const secondPass = '2026-11-01T06:15:00.000Z';
    expect(next(secondPass, '01:30', '01:45')).toBe('2026-11-02T06:30:00.000Z');
  });

  test.each([
    ['20:00', '09:00'],
    ['09:00', '09:00'],
  ])('refuses hours that hold no time: %s to %s', (from, to) => {
    expect(() => next('2026-06-15T12:00:00.000Z', from, to)).toThrow(RangeError);
  });

  test('is at or after the given instant, within the hours, and not later than need be', () => {
    const zone = fc.constantFrom(
      ...['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Africa/Cairo', 'UTC'],
    );
    const moment = fc.date({
      min: new Date('2020-01-01'),
      max: new Date('2036-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moment, zone, (date, inZone) => {
        const at = instantOf(date);
        const found = nextTextTime(at, hours('08:00', '21:00'), inZone);
        const shown = localTimeAt(found, inZone);
        expect(shown >= '08:00' && shown < '21:00').toBe(true);
        expect(found >= at).toBe(true);
        // Eleven hours of night, one more when clocks go back.
        expect(millis(found) - millis(at)).toBeLessThanOrEqual(12 * 3_600_000);
        if (found > at) {
          const before = localTimeAt(instantOf(millis(found) - 1), inZone);
          expect(before < '08:00').toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
