import { addDays } from '../kernel/local-date.ts';
import { later, type Instant } from '../kernel/instant.ts';
import { instantAt, localDateAt, localTimeAt, type LocalTime } from '../kernel/time-zone.ts';

/** When texts may go out: from `start` (inclusive) to `end` (exclusive), local time, `start` before `end`. */
export interface TextHours {
  readonly start: LocalTime;
  readonly end: LocalTime;
}

/** A zone that skips a day or the hour of `start` costs one more; nothing costs three. */
const SEARCH_DAYS = 4;

/**
 * The first instant at or after `at` that lies within the hours of `zone`: `at` itself, or a
 * start of the hours. A day on which clocks skip the whole of the hours is passed over, and
 * hours that come twice are entered the first time only. Throws a RangeError for hours that
 * hold no time at all.
 */
export function nextTextTime(at: Instant, hours: TextHours, zone: string): Instant {
  const today = localDateAt(at, zone);
  for (let days = 0; days < SEARCH_DAYS; days++) {
    const candidate = later(at, instantAt(addDays(today, days), hours.start, zone));
    const time = localTimeAt(candidate, zone);
    if (time >= hours.start && time < hours.end) return candidate;
  }
  throw new RangeError(`No time lies within ${hours.start} to ${hours.end} in ${zone}.`);
}
