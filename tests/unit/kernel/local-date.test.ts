import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  daysBetween,
  localDateFrom,
  parseLocalDate,
  weekday,
  type LocalDate,
} from '../../../shared/kernel/local-date.ts';

const date = (text: string) => text as LocalDate;

/** Any date of the years 1900 to 2199. */
const someDate = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((at) => date(at.toISOString().slice(0, 10)));

describe('parseLocalDate', () => {
  test.each([
    ['2025-02-29', 'a leap day of an ordinary year'],
    ['1900-02-29', 'a leap day of a century that has none'],
    ['2026-02-30', 'February 30'],
    ['2026-04-31', 'April 31'],
    ['2026-00-10', 'month 0'],
    ['2026-13-01', 'month 13'],
    ['2026-01-00', 'day 0'],
    ['2026-01-32', 'day 32'],
    ['0000-01-01', 'the year 0'],
    ['10000-01-01', 'a five-digit year'],
    ['-0001-01-01', 'a negative year'],
    ['2026-1-5', 'single digits'],
    ['2026/01/05', 'slashes'],
    ['20260105', 'no dashes'],
    ['2026-01-05T00:00:00Z', 'an instant'],
    [' 2026-01-05', 'a blank before it'],
    ['2026-01-05\n', 'a newline after it'],
    ['٢٠٢٦-٠١-٠٥', 'digits of another script'],
    ['', 'nothing'],
  ])('refuses %j: %s', (text) => {
    expect(parseLocalDate(text)).toEqual({
      ok: false,
      error: { kind: 'invalid_date', value: text },
    });
  });

  test.each(['2024-02-29', '2000-02-29', '2026-01-31', '2026-12-31', '0001-01-01', '9999-12-31'])(
    'reads %s',
    (text) => {
      expect(parseLocalDate(text)).toEqual({ ok: true, value: text });
    },
  );
});

describe('localDateFrom', () => {
  test.each([
    [2025, 2, 29],
    [2026, 13, 1],
    [2026, 0, 1],
    [0, 1, 1],
    [10_000, 1, 1],
    [2026.5, 1, 1],
    [2026, 1, 1.5],
    [NaN, 1, 1],
    [2026, NaN, 1],
  ])('knows no day %d, %d, %d', (year, month, day) => {
    expect(localDateFrom(year, month, day)).toBeUndefined();
  });

  test('does not take a two-digit year for one of the twentieth century', () => {
    expect(localDateFrom(26, 3, 1)).toBe('0026-03-01');
  });
});

describe('addDays', () => {
  test.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2027-01-01', -1, '2026-12-31'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2025-02-28', 1, '2025-03-01'],
    ['2024-03-01', -1, '2024-02-29'],
    ['2024-02-29', 366, '2025-03-01'],
    ['2026-03-31', -31, '2026-02-28'],
    ['2026-05-17', 0, '2026-05-17'],
    ['2026-05-17', -0, '2026-05-17'],
  ])('%s and %d days is %s', (from, days, to) => {
    expect(addDays(date(from), days)).toBe(to);
  });

  test.each([
    ['9999-12-31', 1],
    ['0001-01-01', -1],
    ['2026-01-01', 1e12],
    ['2026-01-01', NaN],
  ])('refuses to leave the calendar: %s and %d days', (from, days) => {
    expect(() => addDays(date(from), days)).toThrow(RangeError);
  });

  test('is undone by daysBetween, across every change of clocks', () => {
    fc.assert(
      fc.property(someDate, fc.integer({ min: -40_000, max: 40_000 }), (from, days) => {
        expect(daysBetween(from, addDays(from, days))).toBe(days);
      }),
    );
  });
});

describe('daysBetween', () => {
  test.each([
    ['2026-03-07', '2026-03-09', 2],
    ['2026-10-24', '2026-10-26', 2],
    ['2024-02-28', '2024-03-01', 2],
    ['2025-02-28', '2025-03-01', 1],
    ['2026-03-01', '2026-02-01', -28],
    ['2026-01-01', '2026-01-01', 0],
  ])('from %s to %s are %d days', (from, to, days) => {
    expect(daysBetween(date(from), date(to))).toBe(days);
  });
});

test.each([
  ['2026-03-01', 0],
  ['2026-03-07', 6],
  ['2024-02-29', 4],
  ['2000-01-01', 6],
])('the weekday of %s is %d', (text, day) => {
  expect(weekday(date(text))).toBe(day);
});
