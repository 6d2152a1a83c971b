import { InvariantError } from '../../kernel/result.ts';

/** The most pointers one call of `due` returns. */
export const MAX_DUE = 100_000;

/** The value as a whole number from `least` to `most`; throws `InvariantError` otherwise. */
export function checkedLimit(limit: number, least: number, most: number): number {
  if (Number.isInteger(limit) && limit >= least && limit <= most) return limit;
  throw new InvariantError(`A limit is ${least} to ${most}, not ${limit}.`);
}
