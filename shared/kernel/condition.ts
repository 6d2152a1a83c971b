import type { LocalDate } from './local-date.ts';

/** What a field holds: text, a number, yes or no, a calendar date or a time of day (`HH:MM`). */
export type FieldType = 'text' | 'number' | 'boolean' | 'date' | 'time';

/** A field that conditions may speak of. */
export interface Field {
  /** Dotted snake_case, such as `owner.first_name`. */
  readonly name: string;
  readonly type: FieldType;
  /** What people call it. */
  readonly label: string;
  /** The only values it takes; absent: any of its type. Comparisons mind case only with this. */
  readonly values?: readonly string[];
  /** A number that is an amount, in cents of the tenant's currency. */
  readonly money?: boolean;
  /** Holds any number of values (of each pet, say): a condition asks whether one of them fits. */
  readonly many?: boolean;
}

/** The fields there are, by name. */
export type FieldCatalogue = ReadonlyMap<string, Field>;

/** One value of a field. Dates and times are text that sorts. */
export type FieldValue = string | number | boolean;

/**
 * What is known of somebody, by field name. Absent or undefined, and an empty list: nobody knows.
 * Fields with `many` hold lists.
 */
export type Facts = Readonly<Record<string, FieldValue | readonly FieldValue[] | undefined>>;

/** How a field is compared; `OPERATORS` says which type takes which, and with what value. */
export type Operator =
  | 'equals'
  | 'not_equals'
  | 'in'
  | 'not_in'
  | 'contains'
  | 'starts_with'
  | 'greater_than'
  | 'at_least'
  | 'less_than'
  | 'at_most'
  | 'between'
  | 'before'
  | 'after'
  | 'in_last_days'
  | 'not_in_last_days'
  | 'in_next_days'
  | 'not_in_next_days'
  | 'anniversary_today'
  | 'anniversary_this_month'
  | 'is_known'
  | 'is_missing';

/** One comparison. */
export interface Comparison {
  readonly field: string;
  readonly operator: Operator;
  /** By operator: one value, a list, a pair, a number of days, or none. */
  readonly value?: FieldValue | readonly FieldValue[];
}

/** Comparisons joined: `all` of none holds, `any` of none does not, `none` holds when no part does. */
export type Condition =
  | Comparison
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly none: readonly Condition[] };

/**
 * A condition ready to be asked.
 *
 * Missing values are never equal, unequal, before or after anything: every comparison of one is false,
 * `not_equals` and `not_in` too; only `is_missing` is true. `none` around it turns that round.
 */
export interface CompiledCondition {
  /** Whether it holds; `today` is the date of the tenant's zone that days are counted from. */
  holds(facts: Facts, today: LocalDate): boolean;
  /** The comparisons that keep it from holding, in words; empty when it holds. */
  whyNot(facts: Facts, today: LocalDate): readonly string[];
  /** The names of all fields it speaks of. */
  readonly fields: ReadonlySet<string>;
}

/** Whether a condition joins others. */
export function partsOf(
  condition: Condition,
):
  | { readonly join: 'all' | 'any' | 'none'; readonly parts: readonly Condition[] }
  | { readonly join: undefined; readonly comparison: Comparison } {
  if ('all' in condition) return { join: 'all', parts: condition.all };
  if ('any' in condition) return { join: 'any', parts: condition.any };
  if ('none' in condition) return { join: 'none', parts: condition.none };
  return { join: undefined, comparison: condition };
}
