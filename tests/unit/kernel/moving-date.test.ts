import { expect, it } from 'vitest';
import { easterOf, nthWeekday } from '../../../shared/kernel/moving-date.ts';

it.each([
  [1900, '1900-04-15'],
  [1961, '1961-04-02'],
  [1981, '1981-04-19'],
  [2000, '2000-04-23'],
  [2008, '2008-03-23'],
  [2024, '2024-03-31'],
  [2025, '2025-04-20'],
  [2026, '2026-04-05'],
  [2027, '2027-03-28'],
  [2038, '2038-04-25'],
  [2285, '2285-03-22'],
])('Easter of %i is %s', (year, date) => {
  expect(easterOf(year)).toBe(date);
});

it.each([
  [2026, 1, 1, 3, '2026-01-19'],
  [2026, 5, 1, -1, '2026-05-25'],
  [2027, 5, 1, -1, '2027-05-31'],
  [2026, 11, 4, 4, '2026-11-26'],
  [2028, 2, 2, 5, '2028-02-29'],
])('of %i-%i weekday %i counted %i is %s', (year, month, day, count, date) => {
  expect(nthWeekday(year, month, day, count)).toBe(date);
});

it('refuses a fifth weekday that the month does not have', () => {
  expect(() => nthWeekday(2026, 2, 0, 5)).toThrow(RangeError);
});
