import { err, ok, type Result } from './result.ts';

/** A calendar date without a time or zone, `YYYY-MM-DD`, years 0001 to 9999. Sorts as text. */
export type LocalDate = string & { readonly __brand: 'LocalDate' };

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;

/**
 * Reads a `YYYY-MM-DD` date that exists in the Gregorian calendar.
 * Fails with `invalid_date` for another shape or a day that does not exist (2025-02-29).
 */
export function parseLocalDate(
  text: string,
): Result<LocalDate, { kind: 'invalid_date'; value: string }> {
  const match = SHAPE.exec(text);
  if (match === null) return err({ kind: 'invalid_date', value: text });
  const date = localDateFrom(Number(match[1]), Number(match[2]), Number(match[3]));
  return date === undefined ? err({ kind: 'invalid_date', value: text }) : ok(date);
}

/** The date of these numbers (year 1..9999, month 1..12), or undefined when no such day exists. */
export function localDateFrom(year: number, month: number, day: number): LocalDate | undefined {
  if (!(year >= 1 && year <= 9999)) return undefined;
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  const exists =
    at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return exists ? (at.toISOString().slice(0, 10) as LocalDate) : undefined;
}

/**
 * Shifts a date by whole days; `days` may be negative. Throws a RangeError when the result lies
 * outside of the years 0001 to 9999: its text would no longer sort.
 */
export function addDays(date: LocalDate, days: number): LocalDate {
  const at = new Date(Date.parse(date) + days * DAY_MS);
  const shifted = localDateFrom(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
  if (shifted === undefined) {
    throw new RangeError(`${date} shifted by ${String(days)} days is not in the years 1 to 9999.`);
  }
  return shifted;
}

/** Whole days from `from` to `to`: positive when `to` is later, 0 on the same day. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** Weekday of a date: 0 Sunday .. 6 Saturday. */
export function weekday(date: LocalDate): number {
  return new Date(Date.parse(date)).getUTCDay();
}

/**
 * Shifts a date by whole months; `months` may be negative. A day that the month does not have
 * becomes its last: a year before 2028-02-29 is 2027-02-28.
 */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const first = new Date(0);
  first.setUTCFullYear(year, month - 1 + months, 1);
  const [toYear, toMonth] = [first.getUTCFullYear(), first.getUTCMonth() + 1];
  const found = [day, 30, 29, 28]
    .filter((it) => it <= day)
    .map((it) => localDateFrom(toYear, toMonth, it))
    .find((it) => it !== undefined);
  if (found !== undefined) return found;
  throw new RangeError(
    `${date} shifted by ${String(months)} months is not in the years 1 to 9999.`,
  );
}
