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
  /** Local dates that are closed all day; absent: none is. */
  readonly closedOn?: (date: LocalDate) => boolean;
}

/** Every day of the week. */
export const EVERY_DAY: readonly number[] = [0, 1, 2, 3, 4, 5, 6];

/** Every window of a week comes within so many days, also when a holiday or a zone that skips a day takes one. */
const SEARCH_DAYS = 16;

/** Openings tried before hours count as holding no common time. */
const MOST_STEPS = 60;

/**
 * Whether an instant lies within all the hours, in every zone.
 */
export function isWithin(at: Instant, hours: AllowedHours): boolean {
  return closedAt(at, hours) === undefined;
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
    const opening = nextOpening(candidate, closed, hours);
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

function isOpen(
  at: Instant,
  { week, zone }: Clock,
  { closedOn }: Pick<AllowedHours, 'closedOn'>,
): boolean {
  if (!week.some((window) => holds(window, at, zone))) return false;
  return closedOn?.(localDateAt(at, zone)) !== true;
}

/** A week as the clocks of one zone show it. */
interface Clock {
  readonly week: WeekHours;
  readonly zone: string;
}

function closedAt(at: Instant, hours: AllowedHours): Clock | undefined {
  for (const zone of hours.zones) {
    const week = hours.weeks.find((it) => !isOpen(at, { week: it, zone }, hours));
    if (week !== undefined) return { week, zone };
  }
  return undefined;
}

function nextOpening(at: Instant, clock: Clock, hours: AllowedHours): Instant | undefined {
  const { week, zone } = clock;
  const today = localDateAt(at, zone);
  const openings = datesFrom(today, 1).flatMap((date) =>
    week.map(({ start }) => later(at, instantAt(date, start, zone))),
  );
  return openings.filter((opening) => isOpen(opening, clock, hours)).toSorted()[0];
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
