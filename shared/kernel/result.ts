/**
 * The answer of a rule or use case whose failure is an expected outcome.
 *
 * `ok` tells which side holds. Failures carry a literal `kind` so that callers
 * can switch over them exhaustively. Faults of the machinery (store down, bug)
 * are thrown, never returned.
 */
export type Result<T, E> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** Wraps a success. */
export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

/** Wraps an expected failure. */
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({
  ok: false,
  error,
});

/**
 * Thrown when the code itself is wrong (a state that cannot happen did).
 * Never caught to be turned into an answer: it ends as 500 or as a failed attempt.
 */
export class InvariantError extends Error {
  override name = 'InvariantError';
}
