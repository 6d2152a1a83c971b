import { describe, expect, it } from 'vitest';
import { dateInWords, dayAndTime, timeInWords } from '../../../shared/kernel/in-words.ts';
import { instantOf } from '../../../shared/kernel/instant.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';

const date = (text: string) => text as LocalDate;
const time = (text: string) => text as LocalTime;

describe('a date in words', () => {
  it.each([
    ['2026-03-10', 'Tue, Mar 10', 'Tue, Mar 10'],
    ['2026-03-10', 'Mar 10', 'Mar 10'],
    ['2026-03-10', 'Mar 10, 2026', 'Mar 10, 2026'],
    ['2026-03-10', 'March 10, 2026', 'March 10, 2026'],
    ['2028-02-29', 'Tue, Mar 10', 'Tue, Feb 29'],
    ['2026-09-01', 'Mar 10', 'Sep 1'],
    ['2026-12-31', 'March 10, 2026', 'December 31, 2026'],
    ['2027-01-01', 'Mar 10, 2026', 'Jan 1, 2027'],
  ] as const)('of %s in the form %s is %s, whatever zone the machine is in', (day, form, words) => {
    expect(dateInWords(date(day), form)).toBe(words);
  });

  it('names weekdays and months by three letters that GSM-7 holds', () => {
    const words = Array.from({ length: 12 }, (_, month) =>
      dateInWords(date(`2026-${String(month + 1).padStart(2, '0')}-01`), 'Tue, Mar 10'),
    );
    for (const it of words) expect(it).toMatch(/^[A-Z][a-z]{2}, [A-Z][a-z]{2} 1$/);
    expect(new Set(words.map((it) => it.slice(5, 8))).size).toBe(12);
  });

  it.each(['', 'soon', '2026-02-40'])('is refused of "%s"', (text) => {
    expect(() => dateInWords(date(text), 'Mar 10')).toThrow(RangeError);
  });
});

describe('a time in words', () => {
  it.each([
    ['00:00', '12:00 AM'],
    ['00:05', '12:05 AM'],
    ['09:30', '9:30 AM'],
    ['12:00', '12:00 PM'],
    ['13:05', '1:05 PM'],
    ['23:59', '11:59 PM'],
  ])('of %s is %s, with a blank that GSM-7 holds', (clock, words) => {
    expect(timeInWords(time(clock))).toBe(words);
  });

  it.each(['', 'noon', '9:75'])('is refused of "%s"', (text) => {
    expect(() => timeInWords(time(text))).toThrow(RangeError);
  });
});

describe('an instant in words', () => {
  it.each([
    ['2026-03-08T06:59:59.999Z', 'Mar 8, 1:59 AM'],
    ['2026-03-08T07:00:00.000Z', 'Mar 8, 3:00 AM'],
    ['2026-11-01T05:30:00.000Z', 'Nov 1, 1:30 AM'],
    ['2026-11-01T06:30:00.000Z', 'Nov 1, 1:30 AM'],
    ['2027-01-01T04:59:00.000Z', 'Dec 31, 11:59 PM'],
  ])('of %s in New York is %s', (at, words) => {
    expect(dayAndTime(instantOf(Date.parse(at)), 'America/New_York')).toBe(words);
  });

  it('is refused of a zone that there is not', () => {
    expect(() => dayAndTime(instantOf(0), 'Mars/Base')).toThrow(RangeError);
  });
});
