import { instantOf, millis, type Instant } from '../../kernel/instant.ts';
import type { EmailPace } from '../../platform/email/email-transport.ts';

const MINUTE_MS = 60_000;
const MINUTES_PER_HOUR = 60;

/** How many places were given away, by minute (whole minutes since 1970). */
export type PlacesTaken = Readonly<Record<string, number>>;

/**
 * Finds the first minute at or after `now` that has room for one more mail: fewer than `perMinute`
 * in it, and fewer than `perHour` in it and the 60 minutes before. Within a minute all may leave at
 * once. Places are never given before the last one given, so that a place taken later cannot
 * crowd an hour that was full already. Both limits must be at least 1.
 */
export function nextPlace(taken: PlacesTaken, pace: EmailPace, now: Instant): Instant {
  const minutes = Object.keys(taken).map(Number);
  let minute = Math.max(Math.floor(millis(now) / MINUTE_MS), ...minutes);
  while (!hasRoom(taken, pace, minute)) minute += 1;
  const start = instantOf(minute * MINUTE_MS);
  return start > now ? start : now;
}

/** The places taken with one more at `place`; what no hour to come looks back on is left out. */
export function withPlace(taken: PlacesTaken, place: Instant): PlacesTaken {
  const minute = Math.floor(millis(place) / MINUTE_MS);
  const kept = Object.entries(taken).filter(([at]) => Number(at) >= minute - MINUTES_PER_HOUR);
  return { ...Object.fromEntries(kept), [String(minute)]: (taken[String(minute)] ?? 0) + 1 };
}

function hasRoom(taken: PlacesTaken, pace: EmailPace, minute: number): boolean {
  if ((taken[String(minute)] ?? 0) >= pace.perMinute) return false;
  let hour = 0;
  for (const [at, count] of Object.entries(taken)) {
    if (Number(at) >= minute - MINUTES_PER_HOUR && Number(at) <= minute) hour += count;
  }
  return hour < pace.perHour;
}
