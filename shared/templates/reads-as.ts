import type { FieldType } from '../kernel/condition.ts';

/** How a value reads in a text. */
export interface Reading {
  readonly type: FieldType;
  /** An amount, in cents. */
  readonly money?: boolean | undefined;
}

/** Whether a variable reads what it takes from a field as the field is meant: amounts as amounts, dates as dates. */
export function readsAs(variable: Reading, field: Reading): boolean {
  return variable.type === field.type && (variable.money === true) === (field.money === true);
}

/** How a variable that takes its value from a field must be declared, in words. */
export function declaredLike({ type, money }: Reading): string {
  return money === true ? `type ${type} with money` : `type ${type}`;
}
