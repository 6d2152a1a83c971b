import { InvariantError } from '../../kernel/result.ts';
import type { Condition, Filter, Scalar } from './document-store.ts';
import { FIELD_NAME } from './indexing-policy.ts';

/** A condition in the one form adapters translate: membership, or a range of text or numbers. */
export type FieldCondition =
  | { readonly kind: 'in'; readonly field: string; readonly values: readonly Scalar[] }
  | {
      readonly kind: 'range';
      readonly field: string;
      readonly lower: Bound | undefined;
      readonly upper: Bound | undefined;
    };

/** One end of a range. */
export interface Bound {
  readonly value: string | number;
  readonly inclusive: boolean;
}

/**
 * The conditions of a filter, `type` first and the fields of `where` in alphabetical order.
 *
 * Values compare within their own kind: a text bound never matches a number, `1` never matches
 * `true`. Text compares by its UTF-8 bytes, upper before lower case, without folding. A condition
 * that says nothing (undefined, an empty range) or is malformed throws {@link InvariantError}:
 * it would silently return more than was asked for.
 */
export function conditionsOf(filter: Filter): FieldCondition[] {
  const types = typeof filter.type === 'string' ? [filter.type] : filter.type;
  const where = Object.entries(filter.where ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    { kind: 'in', field: 'type', values: types },
    ...where.map(([field, condition]) => normalised(field, condition)),
  ];
}

function normalised(field: string, condition: Condition): FieldCondition {
  if (!FIELD_NAME.test(field)) throw new InvariantError(`${JSON.stringify(field)} is no field.`);
  if (field === 'type') throw new InvariantError('`type` stands beside `where`, not in it.');
  if (isScalar(condition)) return { kind: 'in', field, values: [condition] };
  if (typeof condition !== 'object' || (condition as unknown) === null) throw senseless(field);
  if ('in' in condition) {
    if (!condition.in.every(isScalar)) throw senseless(field);
    return { kind: 'in', field, values: condition.in };
  }
  if ('prefix' in condition) return prefixRange(field, condition.prefix);
  return rangeOf(field, condition);
}

function rangeOf(
  field: string,
  range: {
    from?: string | number;
    to?: string | number;
    after?: string | number;
    before?: string | number;
  },
): FieldCondition {
  const { from, to, after, before } = range;
  if (from !== undefined && after !== undefined) throw senseless(field);
  if (to !== undefined && before !== undefined) throw senseless(field);
  const lower = bound(from, after);
  const upper = bound(to, before);
  const values = [lower, upper].flatMap((end) => (end ? [end.value] : []));
  const kinds = new Set(values.map((value) => typeof value));
  if (kinds.size !== 1 || !values.every(isScalar)) throw senseless(field);
  return { kind: 'range', field, lower, upper };
}

function bound(
  inclusive: string | number | undefined,
  exclusive: string | number | undefined,
): Bound | undefined {
  if (inclusive !== undefined) return { value: inclusive, inclusive: true };
  return exclusive === undefined ? undefined : { value: exclusive, inclusive: false };
}

function prefixRange(field: string, prefix: string): FieldCondition {
  if (typeof (prefix as unknown) !== 'string') throw senseless(field);
  const end = endOfPrefix(prefix);
  return {
    kind: 'range',
    field,
    lower: { value: prefix, inclusive: true },
    upper: end === undefined ? undefined : { value: end, inclusive: false },
  };
}

/**
 * The least text above every text that starts with `prefix`, by code point (which is the order of
 * UTF-8 bytes); undefined when there is none.
 * @internal
 */
export function endOfPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  for (;;) {
    const last = points.pop();
    if (last === undefined) return undefined;
    if (last === 0x10ffff) continue;
    // U+D800 to U+DFFF are no characters: UTF-8 cannot hold them.
    const next = last >= 0xd7ff && last < 0xe000 ? 0xe000 : last + 1;
    return String.fromCodePoint(...points, next);
  }
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'number'
    ? Number.isFinite(value)
    : typeof value === 'string' || typeof value === 'boolean';
}

function senseless(field: string): InvariantError {
  return new InvariantError(`The condition on ${field} says nothing or contradicts itself.`);
}
