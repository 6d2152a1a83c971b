import type { Field, FieldType, FieldValue, Operator } from './condition.ts';
import { addDays, type LocalDate } from './local-date.ts';

/** Whether one value fits; never asked about a missing one. */
export type Test = (value: FieldValue, today: LocalDate) => boolean;

/** What stands beside an operator: a value of the field's type, several, a pair from low to high, days, or nothing. */
export type Operand = 'one' | 'several' | 'pair' | 'days' | 'nothing';

/** An operator, as people and the evaluator need it. */
export interface OperatorRule {
  readonly types: readonly FieldType[];
  readonly operand: Operand;
  /** How it reads between the field's label and the value. */
  readonly words: string;
  /** With `many` values it holds when no value fails it, instead of when one passes. */
  readonly everyValue?: boolean;
  test(operand: readonly FieldValue[], field: Field): Test;
}

const ALL: readonly FieldType[] = ['text', 'number', 'boolean', 'date', 'time'];
const ORDERED: readonly FieldType[] = ['number', 'time'];
const DAYS: readonly FieldType[] = ['date'];

/** Free text compares without regard to case; values of a fixed list, dates and numbers as they are. */
function folding({ type, values }: Field): boolean {
  return type === 'text' && values === undefined;
}

/** The value without regard to case. */
function folded(value: FieldValue): FieldValue {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** Whether it is the one wanted value. */
function equality(operand: readonly FieldValue[], field: Field): Test {
  const [wanted] = operand;
  if (!folding(field)) return (value) => value === wanted;
  const plain = wanted === undefined ? undefined : folded(wanted);
  return (value) => folded(value) === plain;
}

/** Whether it is one of the wanted values. */
function membership(operand: readonly FieldValue[], field: Field): Test {
  if (!folding(field)) {
    const wanted = new Set(operand);
    return (value) => wanted.has(value);
  }
  const wanted = new Set(operand.map(folded));
  return (value) => wanted.has(folded(value));
}

/** The opposite, for a value that is known. */
const not =
  (rule: (operand: readonly FieldValue[], field: Field) => Test) =>
  (operand: readonly FieldValue[], field: Field): Test => {
    const test = rule(operand, field);
    return (value, today) => !test(value, today);
  };

/** The date so many days from today, worked out once per day and not once per customer. */
function daysFrom(days: number): (today: LocalDate) => LocalDate {
  let known: LocalDate | undefined;
  let answer: LocalDate | undefined;
  return (today) => {
    if (answer === undefined || today !== known) {
      known = today;
      answer = addDays(today, days);
    }
    return answer;
  };
}

/** Today and so many days before it. */
function lastDays([days]: readonly FieldValue[]): Test {
  const since = daysFrom(-Number(days));
  return (value, today) => value >= since(today) && value <= today;
}

/** Today and so many days after it. */
function nextDays([days]: readonly FieldValue[]): Test {
  const until = daysFrom(Number(days));
  return (value, today) => value >= today && value <= until(today);
}

/** Born on February 29: the day is kept on February 28 in a year without one. */
export function isAnniversary(date: string, today: string): boolean {
  const day = date.slice(5);
  if (day === today.slice(5)) return true;
  if (day !== '02-29' || today.slice(5) !== '02-28') return false;
  const year = Number(today.slice(0, 4));
  return year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0);
}

/**
 * Every operator. All bounds are inclusive unless the name says otherwise (`greater_than`,
 * `less_than`, `before`, `after`). Days count in the tenant's zone: `in_last_days 7` is today and the seven
 * days before it, `not_in_last_days 7` every other day that is known, the future included.
 */
export const OPERATORS: Readonly<Record<Operator, OperatorRule>> = {
  equals: { types: ALL, operand: 'one', words: 'is', test: equality },
  not_equals: {
    types: ALL,
    operand: 'one',
    words: 'is not',
    everyValue: true,
    test: not(equality),
  },
  in: { types: ALL, operand: 'several', words: 'is one of', test: membership },
  not_in: {
    types: ALL,
    operand: 'several',
    words: 'is none of',
    everyValue: true,
    test: not(membership),
  },
  contains: {
    types: ['text'],
    operand: 'one',
    words: 'contains',
    test: ([wanted]) => {
      const part = String(wanted).toLowerCase();
      return (value) => String(value).toLowerCase().includes(part);
    },
  },
  starts_with: {
    types: ['text'],
    operand: 'one',
    words: 'starts with',
    test: ([wanted]) => {
      const start = String(wanted).toLowerCase();
      return (value) => String(value).toLowerCase().startsWith(start);
    },
  },
  greater_than: {
    types: ['number'],
    operand: 'one',
    words: 'is more than',
    test: ([bound = 0]) => {
      return (value) => value > bound;
    },
  },
  at_least: {
    types: ORDERED,
    operand: 'one',
    words: 'is at least',
    test: ([bound = 0]) => {
      return (value) => value >= bound;
    },
  },
  less_than: {
    types: ['number'],
    operand: 'one',
    words: 'is less than',
    test: ([bound = 0]) => {
      return (value) => value < bound;
    },
  },
  at_most: {
    types: ORDERED,
    operand: 'one',
    words: 'is at most',
    test: ([bound = 0]) => {
      return (value) => value <= bound;
    },
  },
  between: {
    types: ['number', 'time', 'date'],
    operand: 'pair',
    words: 'is between',
    test: ([low = 0, high = 0]) => {
      return (value) => value >= low && value <= high;
    },
  },
  before: {
    types: ['date', 'time'],
    operand: 'one',
    words: 'is before',
    test: ([bound = '']) => {
      return (value) => value < bound;
    },
  },
  after: {
    types: ['date', 'time'],
    operand: 'one',
    words: 'is after',
    test: ([bound = '']) => {
      return (value) => value > bound;
    },
  },
  in_last_days: { types: DAYS, operand: 'days', words: 'is within the last', test: lastDays },
  not_in_last_days: {
    types: DAYS,
    operand: 'days',
    words: 'is not within the last',
    everyValue: true,
    test: not(lastDays),
  },
  in_next_days: { types: DAYS, operand: 'days', words: 'is within the next', test: nextDays },
  not_in_next_days: {
    types: DAYS,
    operand: 'days',
    words: 'is not within the next',
    everyValue: true,
    test: not(nextDays),
  },
  anniversary_today: {
    types: DAYS,
    operand: 'nothing',
    words: 'has its anniversary today',
    test: () => (value, today) => isAnniversary(String(value), today),
  },
  anniversary_this_month: {
    types: DAYS,
    operand: 'nothing',
    words: 'has its anniversary this month',
    test: () => (value, today) => String(value).slice(5, 7) === today.slice(5, 7),
  },
  is_known: { types: ALL, operand: 'nothing', words: 'is known', test: () => () => true },
  is_missing: { types: ALL, operand: 'nothing', words: 'is missing', test: () => () => false },
};
