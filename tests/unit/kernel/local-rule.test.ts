import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import { nextOccurrence, type LocalRule } from '../../../shared/kernel/local-rule.ts';
import { localDateAt, localTimeAt, type LocalTime } from '../../../shared/kernel/time-zone.ts';

const NEW_YORK = 'America/New_York';
const daily = (at: string): LocalRule => ({ every: 'day', at: at as LocalTime });
const weekly = (weekday: number, at: string): LocalRule => ({
  every: 'week',
  weekday,
  at: at as LocalTime,
});
const monthly = (day: number, at: string): LocalRule => ({
  every: 'month',
  day,
  at: at as LocalTime,
});
const next = (rule: LocalRule, after: string, zone = NEW_YORK) =>
  nextOccurrence(rule, after as Instant, zone);

describe('every day', () => {
  test.each([
    ['just before it', '2026-06-15T09:59:59.999Z', '2026-06-15T10:00:00.000Z'],
    ['exactly at it: strictly after', '2026-06-15T10:00:00.000Z', '2026-06-16T10:00:00.000Z'],
    ['before midnight', '2026-06-16T03:59:00.000Z', '2026-06-16T10:00:00.000Z'],
    ['the year end', '2026-12-31T12:00:00.000Z', '2027-01-01T11:00:00.000Z'],
    ['the day clocks go forward', '2026-03-07T11:00:00.000Z', '2026-03-08T10:00:00.000Z'],
    ['the day clocks go back', '2026-10-31T10:00:00.000Z', '2026-11-01T11:00:00.000Z'],
  ])('06:00 after %s', (_what, after, expected) => {
    expect(next(daily('06:00'), after)).toBe(expected);
  });

  test('02:30 runs at 03:00 on the day that has no 02:30, and once', () => {
    const first = next(daily('02:30'), '2026-03-07T12:00:00.000Z');
    expect(first).toBe('2026-03-08T07:00:00.000Z');
    expect(next(daily('02:30'), first)).toBe('2026-03-09T06:30:00.000Z');
  });

  test('01:30 runs once on the day that has two of them', () => {
    const first = next(daily('01:30'), '2026-10-31T12:00:00.000Z');
    expect(first).toBe('2026-11-01T05:30:00.000Z');
    expect(next(daily('01:30'), first)).toBe('2026-11-02T06:30:00.000Z');
    expect(next(daily('01:30'), '2026-11-01T06:00:00.000Z')).toBe('2026-11-02T06:30:00.000Z');
  });

  test('00:00 runs at 01:00 where midnight is skipped', () => {
    expect(next(daily('00:00'), '2026-04-23T12:00:00.000Z', 'Africa/Cairo')).toBe(
      '2026-04-23T22:00:00.000Z',
    );
  });

  test('a day that a zone skipped is made up for at the start of the next', () => {
    const skipped = next(daily('06:00'), '2011-12-29T16:00:00.000Z', 'Pacific/Apia');
    expect(skipped).toBe('2011-12-30T10:00:00.000Z');
    expect(next(daily('06:00'), skipped, 'Pacific/Apia')).toBe('2011-12-30T16:00:00.000Z');
  });
});

describe('every week', () => {
  test.each([
    ['the day before', '2026-03-07T12:00:00.000Z', '2026-03-08T05:00:00.000Z'],
    ['the moment itself', '2026-03-08T05:00:00.000Z', '2026-03-15T04:00:00.000Z'],
    ['the same day, later', '2026-03-08T12:00:00.000Z', '2026-03-15T04:00:00.000Z'],
  ])('on Sunday 00:00, after %s', (_what, after, expected) => {
    expect(next(weekly(0, '00:00'), after)).toBe(expected);
  });

  test('asks for the weekday people there have, not the one in UTC', () => {
    const saturdayInUtc = '2026-03-06T20:00:00.000Z';
    const found = next(weekly(6, '09:00'), saturdayInUtc, 'Pacific/Kiritimati');
    expect(found).toBe('2026-03-13T19:00:00.000Z');
  });
});

describe('every month', () => {
  test.each([
    [1, '2026-01-31T12:00:00.000Z', '2026-02-01T11:00:00.000Z'],
    [31, '2026-01-31T12:00:00.000Z', '2026-02-28T11:00:00.000Z'],
    [31, '2024-02-01T12:00:00.000Z', '2024-02-29T11:00:00.000Z'],
    [30, '2026-02-01T12:00:00.000Z', '2026-02-28T11:00:00.000Z'],
    [30, '2026-02-28T12:00:00.000Z', '2026-03-30T10:00:00.000Z'],
    [31, '2026-04-01T12:00:00.000Z', '2026-04-30T10:00:00.000Z'],
    [15, '2026-12-20T12:00:00.000Z', '2027-01-15T11:00:00.000Z'],
  ])('on day %d, after %s', (day, after, expected) => {
    expect(next(monthly(day, '06:00'), after)).toBe(expected);
  });
});

test.each([weekly(7, '06:00'), weekly(-1, '06:00'), monthly(0, '06:00')])(
  'refuses a rule that never occurs: %j',
  (rule) => {
    expect(() => next(rule, '2026-01-01T00:00:00.000Z')).toThrow(RangeError);
  },
);

test('lies after the given instant, at the rule time unless that is skipped, and leaves none out', () => {
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
  const rule = fc.oneof(
    time.map(daily),
    fc.tuple(fc.integer({ min: 0, max: 6 }), time).map(([d, t]) => weekly(d, t)),
    fc.tuple(fc.integer({ min: 1, max: 31 }), time).map(([d, t]) => monthly(d, t)),
  );
  const zone = fc.constantFrom(NEW_YORK, 'Europe/Berlin', 'Australia/Lord_Howe', 'Africa/Cairo');
  const moment = fc.date({
    min: new Date('2020-01-01'),
    max: new Date('2036-01-01'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(rule, zone, moment, fc.double({ min: 0, max: 1, noNaN: true }), (r, z, m, part) => {
      const after = instantOf(m);
      const found = nextOccurrence(r, after, z);
      expect(found > after).toBe(true);
      const between = instantOf(
        m.getTime() + Math.floor((Date.parse(found) - 1 - m.getTime()) * part),
      );
      expect(nextOccurrence(r, between, z)).toBe(found);
      // Cairo skips the first hour of a day: what is just before the gap is a time of the day before.
      const before = instantOf(Date.parse(found) - 1);
      const beforeIt = `${localDateAt(before, z)} ${localTimeAt(before, z)}`;
      const wanted = `${localDateAt(found, z)} ${r.at}`;
      expect(localTimeAt(found, z) === r.at || beforeIt < wanted).toBe(true);
      if (r.every === 'month') {
        expect(Number(localDateAt(found, z).slice(8))).toBeLessThanOrEqual(r.day);
      }
    }),
    { numRuns: 200 },
  );
});
