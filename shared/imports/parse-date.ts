import { addDays, localDateFrom, parseLocalDate, type LocalDate } from '../kernel/local-date.ts';
import { err, ok, type Result } from '../kernel/result.ts';

/** Which of two leading numbers is the month: `03/04/2026` is March 4 or 3 April. */
export type DateOrder = 'month-first' | 'day-first';

/** Why a text is not taken as a date. */
export interface DateRefusal {
  readonly kind: 'empty' | 'unreadable' | 'no-such-day' | 'two-digit-year' | 'ambiguous' | 'serial';
  /** One sentence, without the value itself unless its two readings are what must be decided. */
  readonly reason: string;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH_NAME =
  /^(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)$/;

const TIME = /[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?$/i;
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/;
const SHORT_YEAR = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{2})$/;
const DAY_NAME_YEAR = /^(\d{1,2})(?:st|nd|rd|th)?[ -]+([a-z]+)\.?,?[ -]+(\d{2}|\d{4})$/;
const NAME_DAY_YEAR = /^([a-z]+)\.?[ -]+(\d{1,2})(?:st|nd|rd|th)?,?[ -]+(\d{2}|\d{4})$/;
const SERIAL = /^\d{5}(\.\d+)?$/;
/** Day 0 of the serial numbers spreadsheets count days by. */
const SERIAL_DAY_0 = '1899-12-30' as LocalDate;

const NO_SUCH_DAY: DateRefusal = { kind: 'no-such-day', reason: 'The calendar has no such day.' };
const TWO_DIGITS: DateRefusal = {
  kind: 'two-digit-year',
  reason: 'The year has two digits: write all four.',
};

/**
 * Reads a calendar date in the forms people and spreadsheets write: `2026-03-12`, `20260312`,
 * `03/12/2026` (also with `-` or `.`), `12 Mar 2026`, `12-Mar-2026`, `Mar 12, 2026`. A time of
 * day without a zone after it is ignored.
 *
 * Nothing is guessed: numbers whose order could be either need `order` (when it is given, it also
 * binds dates that could be read only the other way), two-digit years and bare spreadsheet
 * serial numbers are refused.
 */
export function parseDate(
  text: string,
  order: DateOrder | undefined,
): Result<LocalDate, DateRefusal> {
  const value = text.trim().replace(TIME, '').toLowerCase();
  if (value === '') return err({ kind: 'empty', reason: 'There is no date.' });
  const yearFirst = YEAR_FIRST.exec(value);
  if (yearFirst !== null) return dateOf(yearFirst[1], yearFirst[3], yearFirst[4]);
  const yearLast = YEAR_LAST.exec(value);
  if (yearLast !== null)
    return numeric(Number(yearLast[1]), Number(yearLast[3]), yearLast[4], order);
  const compact = COMPACT.exec(value);
  if (compact !== null) return dateOf(compact[1], compact[2], compact[3]);
  if (SHORT_YEAR.test(value)) return err(TWO_DIGITS);
  if (SERIAL.test(value)) return err(serial(Number(value)));
  const dayFirst = DAY_NAME_YEAR.exec(value);
  if (dayFirst !== null) return named(dayFirst[2], dayFirst[1], dayFirst[3]);
  const nameFirst = NAME_DAY_YEAR.exec(value);
  if (nameFirst !== null) return named(nameFirst[1], nameFirst[2], nameFirst[3]);
  const exact = parseLocalDate(value);
  return exact.ok ? exact : err({ kind: 'unreadable', reason: 'This is not a date PetOps reads.' });
}

/**
 * What one value says about the order of day and month in its file: only a date that can be read
 * one way alone says anything (`25/12/2026` is day-first). Undefined: nothing.
 */
export function dateOrderEvidence(text: string): DateOrder | undefined {
  const match = YEAR_LAST.exec(text.trim().replace(TIME, ''));
  if (match === null) return undefined;
  const [first, second, year] = [Number(match[1]), Number(match[3]), Number(match[4])];
  const monthFirst = localDateFrom(year, first, second) !== undefined;
  const dayFirst = localDateFrom(year, second, first) !== undefined;
  if (monthFirst === dayFirst) return undefined;
  return monthFirst ? 'month-first' : 'day-first';
}

function numeric(
  first: number,
  second: number,
  year: string | undefined,
  order: DateOrder | undefined,
): Result<LocalDate, DateRefusal> {
  const monthFirst = localDateFrom(Number(year), first, second);
  const dayFirst = localDateFrom(Number(year), second, first);
  if (order !== undefined) {
    const date = order === 'month-first' ? monthFirst : dayFirst;
    return date === undefined ? err(NO_SUCH_DAY) : ok(date);
  }
  if (monthFirst !== undefined && dayFirst !== undefined && monthFirst !== dayFirst) {
    const reason = `This can be ${monthFirst} or ${dayFirst}: say which by a date order.`;
    return err({ kind: 'ambiguous', reason });
  }
  const date = monthFirst ?? dayFirst;
  return date === undefined ? err(NO_SUCH_DAY) : ok(date);
}

function named(
  name: string | undefined,
  day: string | undefined,
  year: string | undefined,
): Result<LocalDate, DateRefusal> {
  if (name === undefined || !MONTH_NAME.test(name)) {
    return err({ kind: 'unreadable', reason: 'This is not a date PetOps reads.' });
  }
  if (year?.length === 2) return err(TWO_DIGITS);
  return dateOf(year, String(MONTHS.indexOf(name.slice(0, 3)) + 1), day);
}

function dateOf(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): Result<LocalDate, DateRefusal> {
  const date = localDateFrom(Number(year), Number(month), Number(day));
  return date === undefined ? err(NO_SUCH_DAY) : ok(date);
}

function serial(value: number): DateRefusal {
  const date = addDays(SERIAL_DAY_0, Math.floor(value));
  const reason = `This looks like the spreadsheet's number for ${date}: format the column as a date.`;
  return { kind: 'serial', reason };
}
