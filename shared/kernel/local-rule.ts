import type { Instant } from './instant.ts';
import { addDays, localDateFrom, weekday, type LocalDate } from './local-date.ts';
import { instantAt, localDateAt, type LocalTime } from './time-zone.ts';

/**
 * When something recurs, in a tenant's local time.
 * week: `weekday` 0 Sunday .. 6 Saturday. month: `day` 1..31; a month without that day uses its last.
 */
export type LocalRule =
  | { readonly every: 'day'; readonly at: LocalTime }
  | { readonly every: 'week'; readonly weekday: number; readonly at: LocalTime }
  | { readonly every: 'month'; readonly day: number; readonly at: LocalTime };

/** The longest run of days without an occurrence: two months, back to back. */
const HORIZON_DAYS = 64;

/**
 * The first occurrence strictly after `after`, as people in `zone` read their clocks; for a
 * business that moves, `zone` tells the zone of each day. An occurrence inside the spring gap falls on the first valid instant after it; one that
 * would occur twice in autumn occurs once, the first time.
 */
export function nextOccurrence(
  rule: LocalRule,
  after: Instant,
  zone: string | ((date: LocalDate) => string),
): Instant {
  const zoneOn = typeof zone === 'string' ? () => zone : zone;
  const today = localDateAt(after, 'UTC');
  // The local date may be a day behind, and a zone that jumps across the date line repeats one.
  for (let days = -2; days <= HORIZON_DAYS; days++) {
    const date = addDays(today, days);
    if (!fallsOn(rule, date)) continue;
    const at = instantAt(date, rule.at, zoneOn(date));
    if (at > after) return at;
  }
  throw new RangeError(`The rule ${JSON.stringify(rule)} never occurs after ${after}.`);
}

function fallsOn(rule: LocalRule, date: LocalDate): boolean {
  switch (rule.every) {
    case 'day':
      return true;
    case 'week':
      return weekday(date) === rule.weekday;
    case 'month':
      return Number(date.slice(8)) === Math.min(rule.day, lastDayOfMonth(date));
  }
}

function lastDayOfMonth(date: LocalDate): number {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  return [31, 30, 29, 28].find((day) => localDateFrom(year, month, day) !== undefined) ?? 28;
}
