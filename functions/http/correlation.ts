const WELL_FORMED = /^[A-Za-z0-9._-]{8,64}$/;

/**
 * The id that ties a caller's request, our answer and our log lines together: the caller's
 * `x-correlation-id` when it is 8 to 64 letters, digits, dots, dashes or underscores, else a new one.
 */
export function correlationIdOf(given: string | null, fresh: () => string): string {
  return given !== null && WELL_FORMED.test(given) ? given : fresh();
}
