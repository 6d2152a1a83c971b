import { ProblemError } from '../kernel/problem.ts';

/** More, or less, than there is (422). `max` is the most that would have been accepted. */
export function amountOutOfRange(field: string, value: number, max: number): ProblemError {
  return new ProblemError({
    kind: 'amount-out-of-range',
    status: 422,
    detail: 'There is not that much to take.',
    field,
    value,
    allowed: max > 0 ? `1 to ${String(max)} cents` : 'nothing is left',
  });
}

/** The entry is undone already, or cannot be (409). */
export function notReversible(detail: string, entryId: string): ProblemError {
  return new ProblemError({
    kind: 'not-reversible',
    status: 409,
    detail,
    field: 'entry',
    value: entryId,
  });
}

/** Nothing of it is left (409): the charge is waived or reversed, or there is no credit to use. */
export function nothingLeft(detail: string, field: string, value?: string): ProblemError {
  return new ProblemError({
    kind: 'nothing-left',
    status: 409,
    detail,
    field,
    ...(value !== undefined && { value }),
  });
}
