import {
  partsOf,
  type Comparison,
  type Condition,
  type Field,
  type FieldCatalogue,
  type FieldValue,
  type Operator,
} from './condition.ts';
import { OPERATORS } from './condition-operators.ts';
import { parseLocalDate } from './local-date.ts';
import type { FieldProblem } from './problem.ts';
import { isLocalTime } from './time-zone.ts';

/** How deep conditions may lie in one another. */
const MAX_DEPTH = 5;
/**
 * How many comparisons one condition may hold.
 * @internal
 */
export const MAX_COMPARISONS = 50;
/** How many values a list may name. */
const MAX_VALUES = 100;
/** Days reach ten years. */
const MAX_DAYS = 3660;

/**
 * What is wrong with a condition, each finding with the path of the part that is meant, below
 * `path`: a field nobody knows, an operator that its type does not take, a value of another type
 * or outside of what the field can be. Empty: `compileCondition` takes it.
 */
export function checkCondition(
  condition: Condition,
  catalogue: FieldCatalogue,
  path: string,
): FieldProblem[] {
  const found: FieldProblem[] = [];
  let comparisons = 0;
  const visit = (part: Condition, at: string, depth: number): void => {
    const read = partsOf(part);
    if (read.join === undefined) {
      comparisons += 1;
      found.push(...checkComparison(read.comparison, catalogue, at));
      return;
    }
    if (depth >= MAX_DEPTH) {
      found.push({
        field: at,
        detail: 'Conditions lie too deep in one another.',
        allowed: `at most ${String(MAX_DEPTH)} levels`,
      });
      return;
    }
    read.parts.forEach((it, n) => visit(it, `${at}.${read.join}[${String(n)}]`, depth + 1));
  };
  visit(condition, path, 0);
  if (comparisons > MAX_COMPARISONS) {
    found.push({
      field: path,
      value: comparisons,
      detail: 'There are too many comparisons.',
      allowed: `at most ${String(MAX_COMPARISONS)}`,
    });
  }
  return found;
}

function checkComparison(
  comparison: Comparison,
  catalogue: FieldCatalogue,
  path: string,
): FieldProblem[] {
  const field = catalogue.get(comparison.field);
  if (field === undefined) return [unknownField(comparison.field, catalogue, path)];
  const rule = OPERATORS[comparison.operator];
  if (!rule.types.includes(field.type)) return [wrongOperator(comparison, field, path)];
  return checkOperand(comparison, field, path);
}

function unknownField(name: string, catalogue: FieldCatalogue, path: string): FieldProblem {
  const [group = ''] = name.split('.');
  const near = [...catalogue.keys()].filter((it) => it.startsWith(`${group}.`));
  return {
    field: `${path}.field`,
    value: name,
    detail: `There is no field ${JSON.stringify(name)} here.`,
    allowed: (near.length > 0 ? near : [...catalogue.keys()]).join(', '),
  };
}

function wrongOperator(comparison: Comparison, field: Field, path: string): FieldProblem {
  return {
    field: `${path}.operator`,
    value: comparison.operator,
    detail: `${field.name} is ${WHAT[field.type]}, which cannot be compared so.`,
    allowed: operatorsFor(field).join(', '),
  };
}

/** The operators that a field takes. */
export function operatorsFor(field: Field): Operator[] {
  return (Object.keys(OPERATORS) as Operator[]).filter((name) =>
    OPERATORS[name].types.includes(field.type),
  );
}

const WHAT = {
  text: 'text',
  number: 'a number',
  boolean: 'true or false',
  date: 'a date',
  time: 'a time of day',
} as const;

function checkOperand(comparison: Comparison, field: Field, path: string): FieldProblem[] {
  const { operand } = OPERATORS[comparison.operator];
  const { value } = comparison;
  const wrong = (allowed: string): FieldProblem[] => [
    {
      field: `${path}.value`,
      value,
      detail: `${comparison.operator} of ${field.name} needs ${allowed}.`,
      allowed,
    },
  ];
  switch (operand) {
    case 'nothing':
      return value === undefined ? [] : wrong('no value');
    case 'days':
      return isDays(value) ? [] : wrong(`a whole number of days from 0 to ${String(MAX_DAYS)}`);
    case 'one':
      return fits(value, field) ? [] : wrong(allowedFor(field));
    case 'pair':
      return isPair(value, field)
        ? []
        : wrong(`a list of two, low then high, each ${allowedFor(field)}`);
    case 'several':
      return isList(value, field)
        ? []
        : wrong(`a list of 1 to ${String(MAX_VALUES)}, each ${allowedFor(field)}`);
  }
}

function isDays(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_DAYS;
}

function isList(value: Comparison['value'], field: Field): boolean {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_VALUES) return false;
  return value.every((it) => fits(it as FieldValue, field));
}

function isPair(value: Comparison['value'], field: Field): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [low, high] = value as readonly FieldValue[];
  if (low === undefined || high === undefined) return false;
  return fits(low, field) && fits(high, field) && low <= high;
}

function fits(value: unknown, { type, values }: Field): boolean {
  switch (type) {
    case 'text':
      if (typeof value !== 'string' || value.length > 200) return false;
      return values === undefined ? value !== '' : values.includes(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && parseLocalDate(value).ok;
    case 'time':
      return typeof value === 'string' && isLocalTime(value);
  }
}

function allowedFor({ type, values }: Field): string {
  if (values !== undefined) return `one of ${values.join(', ')}`;
  const ALLOWED = {
    text: 'text of 1 to 200 characters',
    number: 'a number',
    boolean: 'true or false',
    date: 'a date such as 2026-03-01',
    time: 'a time such as 09:30',
  } as const;
  return ALLOWED[type];
}
