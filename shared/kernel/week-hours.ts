import { addMs, later, type Instant } from './instant.ts';
import { addDays, weekday, type LocalDate } from './local-date.ts';
import { instantAt, localDateAt, localTimeAt, type LocalTime } from './time-zone.ts';

/** A span of local time on some weekdays: `start` inclusive, `end` exclusive; 0 is Sunday. */
export interface WeekWindow {
  readonly days: readonly number[];
  readonly start: LocalTime;
  readonly end: LocalTime;
}

/** The windows of a week; what lies in none of them is closed. */
export type WeekHours = readonly WeekWindow[];

/** Hours of which all must hold at once, in every zone that comes into question. */
export interface AllowedHours {
  readonly weeks: readonly WeekHours[];
  readonly zones: readonly string[];
}

/** Every day of the week. */
export const EVERY_DAY: readonly number[] = [0, 1, 2, 3, 4, 5, 6];

/** A week has all its windows within so many days, a day that a zone skips included. */
const SEARCH_DAYS = 9;

/** Openings tried before hours count as holding no common time. */
const MOST_STEPS = 60;

/**
 * Whether an instant lies within all the hours, in every zone.
 */
export function isWithin(at: Instant, { weeks, zones }: AllowedHours): boolean {
  return zones.every((zone) => weeks.every((week) => isOpen(at, week, zone)));
}

/**
 * The first instant at or after `at` within all the hours: `at` itself, or an opening. A window
 * that clocks skip is passed over. Undefined: the hours hold no common time within weeks.
 */
export function nextWithin(at: Instant, hours: AllowedHours): Instant | undefined {
  let candidate = at;
  for (let step = 0; step < MOST_STEPS; step++) {
    const closed = closedAt(candidate, hours);
    if (closed === undefined) return candidate;
    const opening = nextOpening(candidate, closed.week, closed.zone);
    if (opening === undefined) return undefined;
    candidate = opening;
  }
  return undefined;
}

/** When the hours that `at` lies within end: the first of their ends, in any zone. */
export function closesAfter(at: Instant, { weeks, zones }: AllowedHours): Instant | undefined {
  const ends = zones.flatMap((zone) =>
    weeks.flatMap((week) => {
      const window = week.find((it) => holds(it, at, zone));
      return window === undefined ? [] : [instantAt(localDateAt(at, zone), window.end, zone)];
    }),
  );
  return ends.filter((end) => end > at).toSorted()[0];
}

/**
 * The latest good moment within the hours before `at` and not before `notBefore`: `marginMs` before
 * they end, so that a late start does not miss them, or just before the end of shorter ones.
 */
export function lastWithin(
  at: Instant,
  hours: AllowedHours,
  marginMs: number,
  notBefore: Instant,
): Instant | undefined {
  const ends = endsBefore(at, hours);
  for (const margin of [marginMs, 60_000]) {
    const found = ends
      .map((end) => addMs(end, -margin))
      .filter((moment) => moment < at && moment >= notBefore && isWithin(moment, hours))
      .toSorted()
      .at(-1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function holds({ days, start, end }: WeekWindow, at: Instant, zone: string): boolean {
  const time = localTimeAt(at, zone);
  return days.includes(weekday(localDateAt(at, zone))) && time >= start && time < end;
}

function isOpen(at: Instant, week: WeekHours, zone: string): boolean {
  return week.some((window) => holds(window, at, zone));
}

function closedAt(
  at: Instant,
  { weeks, zones }: AllowedHours,
): { readonly week: WeekHours; readonly zone: string } | undefined {
  for (const zone of zones) {
    const week = weeks.find((it) => !isOpen(at, it, zone));
    if (week !== undefined) return { week, zone };
  }
  return undefined;
}

function nextOpening(at: Instant, week: WeekHours, zone: string): Instant | undefined {
  const today = localDateAt(at, zone);
  const openings = datesFrom(today, 1).flatMap((date) =>
    week.map(({ start }) => later(at, instantAt(date, start, zone))),
  );
  return openings.filter((opening) => isOpen(opening, week, zone)).toSorted()[0];
}

function endsBefore(at: Instant, { weeks, zones }: AllowedHours): Instant[] {
  return zones.flatMap((zone) =>
    datesFrom(localDateAt(at, zone), -1).flatMap((date) =>
      weeks.flatMap((week) =>
        week
          .filter(({ days }) => days.includes(weekday(date)))
          .map(({ end }) => instantAt(date, end, zone)),
      ),
    ),
  );
}

function datesFrom(date: LocalDate, step: 1 | -1): LocalDate[] {
  return Array.from({ length: SEARCH_DAYS }, (_none, days) => addDays(date, days * step));
}
