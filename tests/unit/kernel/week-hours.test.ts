import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMs, instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import {
  closesAfter,
  EVERY_DAY,
  isWithin,
  lastWithin,
  nextWithin,
  type AllowedHours,
  type WeekHours,
} from '../../../shared/kernel/week-hours.ts';

const at = (text: string): Instant => instantOf(Date.parse(text));
const week = (days: readonly number[], start: string, end: string): WeekHours => [
  { days, start: start as LocalTime, end: end as LocalTime },
];
const EASTERN = 'America/New_York';
const OFFICE: AllowedHours = { weeks: [week([1, 2, 3, 4, 5], '10:00', '17:00')], zones: [EASTERN] };

describe('nextWithin', () => {
  test.each([
    ['open at its start', '2026-06-15T14:00:00Z', '2026-06-15T14:00:00Z'],
    ['open until just before its end', '2026-06-15T20:59:59Z', '2026-06-15T20:59:59Z'],
    ['closed at its end', '2026-06-15T21:00:00Z', '2026-06-16T14:00:00Z'],
    ['closed over the weekend', '2026-06-19T21:00:00Z', '2026-06-22T14:00:00Z'],
    ['closed at local midnight', '2026-06-16T04:00:00Z', '2026-06-16T14:00:00Z'],
    [
      'an hour earlier in UTC after clocks go forward',
      '2026-03-06T22:00:00Z',
      '2026-03-09T14:00:00Z',
    ],
    ['an hour later in UTC after clocks go back', '2026-10-30T21:00:00Z', '2026-11-02T15:00:00Z'],
    ['open on a leap day', '2028-02-29T15:00:00Z', '2028-02-29T15:00:00Z'],
  ])('is %s', (_what, from, expected) => {
    expect(nextWithin(at(from), OFFICE)).toBe(at(expected));
  });

  test('passes over hours that clocks skip in spring', () => {
    const night = { weeks: [week(EVERY_DAY, '02:00', '03:00')], zones: [EASTERN] };
    expect(nextWithin(at('2026-03-08T06:00:00Z'), night)).toBe(at('2026-03-09T06:00:00Z'));
  });

  test('enters hours that come twice in autumn the first time', () => {
    const night = { weeks: [week(EVERY_DAY, '01:00', '02:00')], zones: [EASTERN] };
    expect(nextWithin(at('2026-11-01T04:00:00Z'), night)).toBe(at('2026-11-01T05:00:00Z'));
  });

  test('waits until it is day in every zone that comes into question', () => {
    const both = {
      weeks: [week(EVERY_DAY, '09:00', '20:00')],
      zones: [EASTERN, 'America/Chicago'],
    };
    expect(nextWithin(at('2026-06-15T13:00:00Z'), both)).toBe(at('2026-06-15T14:00:00Z'));
    expect(nextWithin(at('2026-06-16T00:30:00Z'), both)).toBe(at('2026-06-16T14:00:00Z'));
  });

  test('holds all the hours at once', () => {
    const hours = {
      weeks: [week(EVERY_DAY, '08:00', '21:00'), week([0], '12:00', '21:00')],
      zones: [EASTERN],
    };
    expect(nextWithin(at('2026-06-15T12:00:00Z'), hours)).toBe(at('2026-06-21T16:00:00Z'));
  });

  test('is never when hours have no time in common', () => {
    const hours = {
      weeks: [week([0], '08:00', '21:00'), week([1], '08:00', '21:00')],
      zones: [EASTERN],
    };
    expect(nextWithin(at('2026-06-15T12:00:00Z'), hours)).toBeUndefined();
  });
});

test('closesAfter tells the first end of the hours that hold', () => {
  const hours = { weeks: [week(EVERY_DAY, '08:00', '21:00'), ...OFFICE.weeks], zones: [EASTERN] };
  expect(closesAfter(at('2026-06-15T15:00:00Z'), hours)).toBe(at('2026-06-15T21:00:00Z'));
});

describe('lastWithin', () => {
  const hour = 3_600_000;
  const long = at('2026-01-01T00:00:00Z');

  test('is the margin before they last ended', () => {
    const found = lastWithin(at('2026-06-16T01:00:00Z'), OFFICE, hour, long);
    expect(found).toBe(at('2026-06-15T20:00:00Z'));
  });

  test('is the Friday before on a Sunday', () => {
    const found = lastWithin(at('2026-06-21T16:00:00Z'), OFFICE, hour, long);
    expect(found).toBe(at('2026-06-19T20:00:00Z'));
  });

  test('is nothing before the time it is planned at', () => {
    const planned = at('2026-06-15T21:30:00Z');
    expect(lastWithin(at('2026-06-16T01:00:00Z'), OFFICE, hour, planned)).toBeUndefined();
  });
});

describe('whatever the hours, zones and instant', () => {
  const time = (from: number, to: number): fc.Arbitrary<LocalTime> =>
    fc
      .integer({ min: from, max: to })
      .map(
        (it) =>
          `${String(Math.floor(it / 60)).padStart(2, '0')}:${String(it % 60).padStart(2, '0')}` as LocalTime,
      );
  const hours: fc.Arbitrary<AllowedHours> = fc.record({
    weeks: fc.array(
      fc.array(
        fc.record({
          days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
          start: time(0, 719),
          end: time(720, 1439),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      { minLength: 1, maxLength: 2 },
    ),
    zones: fc.uniqueArray(
      fc.constantFrom(EASTERN, 'America/Chicago', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
      { minLength: 1, maxLength: 2 },
    ),
  });
  const instants = fc
    .integer({ min: Date.parse('2026-01-01'), max: Date.parse('2028-12-31') })
    .map(instantOf);

  test('nextWithin is within them, not before, and nothing before it is', () => {
    fc.assert(
      fc.property(
        instants,
        hours,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (from, all, share) => {
          const next = nextWithin(from, all);
          if (next === undefined) return;
          expect(isWithin(next, all)).toBe(true);
          expect(next >= from).toBe(true);
          const span = Date.parse(next) - Date.parse(from);
          const between = addMs(from, Math.floor(span * share));
          if (between < next) expect(isWithin(between, all)).toBe(false);
        },
      ),
    );
  });

  test('lastWithin is within them, and lies between its bounds', () => {
    fc.assert(
      fc.property(
        instants,
        hours,
        fc.integer({ min: 0, max: 200 * 3_600_000 }),
        (before, all, back) => {
          const notBefore = addMs(before, -back);
          const found = lastWithin(before, all, 3_600_000, notBefore);
          if (found === undefined) return;
          expect(isWithin(found, all)).toBe(true);
          expect(found < before && found >= notBefore).toBe(true);
        },
      ),
    );
  });
});
