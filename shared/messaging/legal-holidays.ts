import { addDays, localDateFrom, weekday, type LocalDate } from '../kernel/local-date.ts';
import { easterOf, nthWeekday } from '../kernel/moving-date.ts';

/** The date of a holiday in a year; undefined: that year has none. */
type Holiday = (year: number) => LocalDate | undefined;

const fixed =
  (month: number, day: number): Holiday =>
  (year) =>
    localDateFrom(year, month, day);

/** The nth weekday of a month, or so many days after it. */
const nth =
  (month: number, day: number, count: number, daysAfter = 0): Holiday =>
  (year) =>
    addDays(nthWeekday(year, month, day, count), daysAfter);

const easter =
  (days: number): Holiday =>
  (year) =>
    addDays(easterOf(year), days);

const MARDI_GRAS = easter(-47);
const EVERYWHERE: readonly Holiday[] = [
  fixed(1, 1), // New Year's Day
  nth(1, 1, 3), // Martin Luther King Jr. Day
  nth(2, 1, 3), // Presidents' Day
  nth(5, 1, -1), // Memorial Day
  fixed(6, 19), // Juneteenth
  fixed(7, 4), // Independence Day
  nth(9, 1, 1), // Labor Day
  nth(10, 1, 2), // Columbus Day
  fixed(11, 11), // Veterans Day
  nth(11, 4, 4), // Thanksgiving
  fixed(12, 25), // Christmas Day
];

/**
 * Of the states that forbid advertising on their legal holidays, those that are not everywhere. Secondary sources,
 * as of 2026-11-30: dnc.com restricted call dates, vicifast.com telemarketing-prohibited holidays, date-holidays
 * 3.37. Where they disagree a day stands here; what a governor proclaims for one year does not.
 */
const OWN: Readonly<Record<string, readonly Holiday[]>> = {
  // Mardi Gras (two counties), Confederate Memorial Day, Jefferson Davis' birthday, Rosa Parks Day.
  AL: [MARDI_GRAS, nth(4, 1, 4), nth(6, 1, 1), fixed(12, 1)],
  // Battle of New Orleans, Robert E. Lee Day, Mardi Gras, Good Friday, Election Day, the day after Thanksgiving.
  LA: [fixed(1, 8), fixed(1, 19), MARDI_GRAS, easter(-2), electionDay, nth(11, 4, 4, 1)],
  // Confederate Memorial Day.
  MS: [nth(4, 1, -1)],
  // Rhode Island Independence Day, Victory Day.
  RI: [fixed(5, 4), nth(8, 1, 2)],
  // Pioneer Day.
  UT: [fixed(7, 24)],
};

/** Of even years: the Tuesday after the first Monday of November. */
function electionDay(year: number): LocalDate | undefined {
  return year % 2 === 0 ? nth(11, 1, 1, 1)(year) : undefined;
}

/** Kept on its own day, whatever weekday that is. */
const UNMOVED: Readonly<Record<string, readonly Holiday[]>> = {
  PA: [fixed(6, 14)], // Flag Day
};

/**
 * Whether a date is a legal holiday of a state, or the day it is kept on: the Friday before one on a Saturday, the
 * Monday after one on a Sunday. `unknown` keeps those of every state that forbids advertising on them; of a state
 * without a list of its own only what is kept everywhere counts.
 */
export function isLegalHoliday(state: string, date: LocalDate): boolean {
  const year = Number(date.slice(0, 4));
  // A New Year's Day on a Saturday is kept on the last day of the year before.
  return datesOf(state, year).has(date) || datesOf(state, year + 1).has(date);
}

/** Worked out once per state and year: a text asks about many dates, and thousands of texts about the same ones. */
const known = new Map<string, ReadonlySet<LocalDate>>();

function datesOf(state: string, year: number): ReadonlySet<LocalDate> {
  const key = `${state} ${String(year)}`;
  const found = known.get(key) ?? new Set(workedOut(state, year));
  known.set(key, found);
  return found;
}

function workedOut(state: string, year: number): LocalDate[] {
  const of = (lists: typeof OWN) =>
    state === 'unknown' ? Object.values(lists).flat() : (lists[state] ?? []);
  const dates = (holidays: readonly Holiday[]) => holidays.flatMap((date) => date(year) ?? []);
  return [
    ...dates([...EVERYWHERE, ...of(OWN)]).flatMap((date) => [date, ...keptOn(date)]),
    ...dates(of(UNMOVED)),
  ];
}

/** The weekday on which a holiday on a weekend is kept. */
function keptOn(date: LocalDate): LocalDate[] {
  const SATURDAY = 6;
  const SUNDAY = 0;
  if (weekday(date) === SATURDAY) return [addDays(date, -1)];
  return weekday(date) === SUNDAY ? [addDays(date, 1)] : [];
}
