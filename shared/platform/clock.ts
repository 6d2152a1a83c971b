import { instantOf, type Instant } from '../kernel/instant.ts';

/** Tells the time. Rules never hold one: they are given `now`. */
export interface Clock {
  now(): Instant;
}

/** The machine's clock, shifted by `offsetMs` (0 in production; the local product may shift it). */
export function systemClock(offsetMs: () => number = () => 0): Clock {
  return { now: () => instantOf(Date.now() + offsetMs()) };
}

/** A clock that stands still at `at`, for commands that act as of a given instant. */
export function fixedClock(at: Instant): Clock {
  return { now: () => at };
}
