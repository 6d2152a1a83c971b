import { err, ok, type Result } from './result.ts';

/** A point in time as UTC ISO text with milliseconds (`2026-03-01T15:00:00.000Z`). Sorts as text. */
export type Instant = string & { readonly __brand: 'Instant' };

const SHAPE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** The instant of a `Date` or of milliseconds since 1970. */
export function instantOf(time: Date | number): Instant {
  return new Date(time).toISOString() as Instant;
}

/**
 * Reads an ISO 8601 instant; the offset (`Z` or `+02:00`) is required, because
 * a time without one means something else in every zone.
 */
export function parseInstant(
  text: string,
): Result<Instant, { kind: 'invalid_instant'; value: string }> {
  if (!SHAPE.test(text)) return err({ kind: 'invalid_instant', value: text });
  const time = Date.parse(text);
  return Number.isNaN(time) ? err({ kind: 'invalid_instant', value: text }) : ok(instantOf(time));
}

/** Milliseconds since 1970 of an instant. */
export function millis(instant: Instant): number {
  return Date.parse(instant);
}

/** Shifts an instant by milliseconds; negative goes back. */
export function addMs(instant: Instant, ms: number): Instant {
  return instantOf(millis(instant) + ms);
}

/** The earlier of two instants. */
export function earlier(a: Instant, b: Instant): Instant {
  return a <= b ? a : b;
}

/** The later of two instants. */
export function later(a: Instant, b: Instant): Instant {
  return a >= b ? a : b;
}
