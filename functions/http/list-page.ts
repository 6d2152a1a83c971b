import { z } from 'zod';

/** A whole number in a query, `min` to `max`. */
export function wholeNumber(min: number, max: number) {
  return z
    .string()
    .regex(/^-?\d{1,9}$/, `must be a whole number from ${String(min)} to ${String(max)}`)
    .transform(Number)
    .pipe(z.number().int().min(min).max(max))
    .meta({ type: 'integer', minimum: min, maximum: max });
}

/** Query fields of every list. */
export const pageQuery = {
  cursor: z.string().min(1).max(2000).optional().describe('`next` of the page before'),
  limit: wholeNumber(1, 200).default(50).describe('Most items of a page; 50 when absent'),
};

/**
 * One page of a list. `next` is absent on the last one; a page may hold fewer items than
 * asked for, even none, while there is a `next`.
 */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().optional() });
}

/** The parameter of a route that names one document. */
export function idParam<const N extends string>(name: N) {
  return z.object({ [name]: z.string().min(1).max(200) } as Record<N, z.ZodString>);
}
