import { addDays } from '../kernel/local-date.ts';
import type { Instant } from '../kernel/instant.ts';
import { instantAt, localDateAt, localTimeAt, type LocalTime } from '../kernel/time-zone.ts';

/** When texts may go out: from `start` (inclusive) to `end` (exclusive), local time, `start` before `end`. */
export interface TextHours {
  readonly start: LocalTime;
  readonly end: LocalTime;
}

/** The first instant at or after `at` that lies within the hours of `zone`. */
export function nextTextTime(at: Instant, hours: TextHours, zone: string): Instant {
  const date = localDateAt(at, zone);
  const time = localTimeAt(at, zone);
  if (time < hours.start) return instantAt(date, hours.start, zone);
  if (time < hours.end) return at;
  return instantAt(addDays(date, 1), hours.start, zone);
}
