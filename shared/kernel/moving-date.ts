import { addDays, localDateFrom, weekday, type LocalDate } from './local-date.ts';

/**
 * The date of a weekday (0 Sunday) in a month by its count: 1 the first, -1 the last. Throws a RangeError where the
 * month has none of that count.
 */
export function nthWeekday(year: number, month: number, day: number, count: number): LocalDate {
  const dates = Array.from({ length: 31 }, (_none, n) => localDateFrom(year, month, n + 1));
  const fitting = dates.filter((date) => date !== undefined && weekday(date) === day);
  const found = fitting.at(count > 0 ? count - 1 : count);
  if (found !== undefined) return found;
  throw new RangeError(`${String(year)}-${String(month)} has no such weekday ${String(count)}.`);
}

/** Easter Sunday of the Gregorian calendar, by the computation that Meeus and Jones published. */
export function easterOf(year: number): LocalDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const moon = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moon + 15) % 30;
  const toSunday =
    (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const first = localDateFrom(year, 3, 22);
  if (first === undefined) throw new RangeError(`${String(year)} is not in the years 1 to 9999.`);
  return addDays(first, epact + toSunday - 7 * late);
}
