/**
 * What is wrong with an input, for a person: which field, which value, what is allowed.
 * The HTTP edge renders it as an RFC 9457 problem, the command line as one line.
 */
export interface Problem {
  /** Stable machine name in kebab-case (`unknown-tenant`); the last part of the problem's `type` URI. */
  readonly kind: string;
  /** HTTP status that fits. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 411 | 412 | 413 | 415 | 422 | 429 | 503;
  /** One sentence a person understands. */
  readonly detail: string;
  readonly field?: string;
  /** The offending value as given; never a secret. */
  readonly value?: unknown;
  /** What would have been accepted. */
  readonly allowed?: string;
  /** Several findings of one input. */
  readonly errors?: readonly FieldProblem[];
}

/** One finding about one field of an input. */
export interface FieldProblem {
  readonly field: string;
  readonly value?: unknown;
  readonly detail: string;
  /** What would have been accepted. */
  readonly allowed?: string;
}

/** A {@link Problem} travelling as an exception from a use case to the edge that renders it. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The answer for an id or name that does not exist in this tenant. */
export function notFound(what: string, id: string): ProblemError {
  return new ProblemError({
    kind: 'not-found',
    status: 404,
    detail: `There is no ${what} ${JSON.stringify(id)}.`,
    field: what,
    value: id,
  });
}
