import { describe, expect, it } from 'vitest';
import { addDays, type LocalDate } from '../../../shared/kernel/local-date.ts';
import { instantOf } from '../../../shared/kernel/instant.ts';
import { allowedHours } from '../../../shared/messaging/allowed-hours.ts';
import { isLegalHoliday } from '../../../shared/messaging/legal-holidays.ts';
import { isWithin, nextWithin } from '../../../shared/kernel/week-hours.ts';
import { businessWith } from '../../fixtures/business.ts';

const at = (text: string) => instantOf(Date.parse(text));
const on = (text: string) => text as LocalDate;
const tenant = businessWith();
const ads = (state: string | undefined, own = tenant) =>
  allowedHours('marketing', { zones: ['America/New_York'], ...(state && { state }) }, own);

/** What the package date-holidays 3.37 says of 2026, Saturdays and Sundays apart. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  AL: ['04-27', '06-01'],
  LA: ['02-17', '04-03', '11-03'],
  MS: ['04-27'],
  PA: [],
  RI: ['08-10'],
  UT: ['07-24'],
};
const FEDERAL = '01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25'.split(' ');

describe('a legal holiday', () => {
  it.each(Object.keys(KNOWN))('of %s is each that is known elsewhere', (state) => {
    for (const day of [...FEDERAL, ...(KNOWN[state] ?? [])]) {
      expect(isLegalHoliday(state, on(`2026-${day}`)), day).toBe(true);
      expect(isLegalHoliday('unknown', on(`2026-${day}`)), day).toBe(true);
    }
  });

  it.each([
    ['a Saturday, on the Friday before too', 'PA', '2026-07-03', '2026-07-04'],
    ['a Sunday, on the Monday after too', 'PA', '2027-07-04', '2027-07-05'],
    ['a Saturday, across the year', 'PA', '2027-12-31', '2028-01-01'],
    ['a Sunday of a year that begins with it', 'PA', '2023-01-01', '2023-01-02'],
  ])('is kept on %s', (_what, state, ...days) => {
    for (const day of days) expect(isLegalHoliday(state, on(day)), day).toBe(true);
  });

  it.each([
    ['PA', '2026-07-06'],
    ['PA', '2026-07-02'],
    ['PA', '2026-07-24'],
    ['LA', '2027-11-02'],
    ['FL', '2026-02-17'],
  ])('of %s is not %s', (state, day) => {
    expect(isLegalHoliday(state, on(day))).toBe(false);
  });

  it('leaves most days of any year alone', () => {
    for (let year = 2024; year < 2064; year++) {
      const days = Array.from({ length: 365 }, (_none, n) =>
        addDays(on(`${String(year)}-01-01`), n),
      );
      const kept = days.filter((day) => isLegalHoliday('unknown', day));
      expect(kept.length).toBeGreaterThan(20);
      expect(kept.length).toBeLessThan(40);
    }
  });
});

describe('an advertisement', () => {
  /** Wednesday, 11 November 2026, 11:00 in New York: Veterans Day. */
  const HOLIDAY = at('2026-11-11T16:00:00Z');

  it.each(['AL', 'LA', 'MS', 'PA', 'RI', 'UT', undefined])('into %s waits over it', (state) => {
    expect(isWithin(HOLIDAY, ads(state))).toBe(false);
    expect(nextWithin(HOLIDAY, ads(state))).toBe(at('2026-11-12T15:00:00Z'));
  });

  it.each(['FL', 'TX', 'NY', 'CA'])(
    'into %s, which says nothing of holidays, goes out',
    (state) => {
      expect(isWithin(HOLIDAY, ads(state))).toBe(true);
    },
  );

  it('finds the day after a holiday that a weekend follows', () => {
    const friday = at('2026-12-25T16:00:00Z');
    expect(nextWithin(friday, ads('PA'))).toBe(at('2026-12-28T15:00:00Z'));
  });

  it('finds a time in a week of which a holiday takes the only day', () => {
    const marketingHours = [{ days: [3], start: '10:00', end: '17:00' }];
    const own = { ...tenant, texting: { marketingHours } } as typeof tenant;
    expect(nextWithin(HOLIDAY, ads('PA', own))).toBe(at('2026-11-18T15:00:00Z'));
  });

  it('goes out where a row of the business does not close its holidays', () => {
    const [window] = [{ days: [0, 1, 2, 3, 4, 5, 6], start: '08:00', end: '21:00' }];
    const row = { state: 'PA', hours: [window], source: 'our counsel', asOf: '2026-11-01' };
    const own = { ...tenant, texting: { stateRules: [row] } } as typeof tenant;
    expect(isWithin(HOLIDAY, ads('PA', own))).toBe(true);
    const closing = {
      ...tenant,
      texting: { stateRules: [{ ...row, state: 'FL', holidays: true }] },
    };
    expect(isWithin(HOLIDAY, ads('FL', closing as typeof tenant))).toBe(false);
  });
});

it('a service text goes out on a holiday as on any day', () => {
  const place = { zones: ['America/New_York'], state: 'PA' };
  expect(isWithin(at('2026-11-11T16:00:00Z'), allowedHours('service', place, tenant))).toBe(true);
});
