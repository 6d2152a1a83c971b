import { parseLocalDate } from './local-date.ts';
import { err, ok, type Result } from './result.ts';

/** A point in time as UTC ISO text with milliseconds (`2026-03-01T15:00:00.000Z`). Sorts as text. */
export type Instant = string & { readonly __brand: 'Instant' };

const SHAPE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const FIRST_MS = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** The instant of a `Date` or of milliseconds since 1970. */
export function instantOf(time: Date | number): Instant {
  return new Date(time).toISOString() as Instant;
}

/**
 * Reads an ISO 8601 instant of the years 0001 to 9999; the offset (`Z` or `+02:00`) is required,
 * because a time without one means something else in every zone. Fails with `invalid_instant`
 * for anything else, a day that does not exist (2025-02-29) included. Digits beyond the
 * millisecond are cut off.
 */
export function parseInstant(
  text: string,
): Result<Instant, { kind: 'invalid_instant'; value: string }> {
  // The engine would read February 30 as March 2, so the day is checked on its own.
  const readable = SHAPE.test(text) && parseLocalDate(text.slice(0, 10)).ok;
  const time = readable ? Date.parse(text) : NaN;
  return time >= FIRST_MS && time <= LAST_MS
    ? ok(instantOf(time))
    : err({ kind: 'invalid_instant', value: text });
}

/** Milliseconds since 1970 of an instant. */
export function millis(instant: Instant): number {
  return Date.parse(instant);
}

/** Shifts an instant by milliseconds; negative goes back. */
export function addMs(instant: Instant, ms: number): Instant {
  return instantOf(millis(instant) + ms);
}

/** The later of two instants. */
export function later(a: Instant, b: Instant): Instant {
  return a >= b ? a : b;
}
