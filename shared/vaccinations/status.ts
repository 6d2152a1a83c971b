import type { LocalDate } from '../kernel/local-date.ts';

/** Days of cover left at which a vaccination counts as expiring, unless the caller says otherwise. */
export const EXPIRING_WITHIN_DAYS = 30;

/**
 * Which of several records of one pet and vaccine is in force: the one that covers longest;
 * of equals the one with the smaller id, so that every caller picks the same.
 */
export function newestOf<R extends { readonly id: string; readonly expiryDate: LocalDate }>(
  records: readonly R[],
): R | undefined {
  return [...records].sort(
    (a, b) => b.expiryDate.localeCompare(a.expiryDate) || (a.id < b.id ? -1 : 1),
  )[0];
}
