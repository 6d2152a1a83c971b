import { Engine, type ConditionProperties, type NestedCondition } from 'json-rules-engine';
import {
  partsOf,
  type Comparison,
  type Condition,
  type Facts,
  type FieldValue,
} from '../../shared/kernel/condition.ts';
import { addDays, daysBetween, type LocalDate } from '../../shared/kernel/local-date.ts';
import { TODAY } from './random-conditions.ts';

const EPOCH = '1970-01-01' as LocalDate;

/** The same condition asked of json-rules-engine, which has neither dates nor our view of missing values. */
export function askEngine(condition: Condition): (facts: Facts) => Promise<boolean> {
  const engine = new Engine([], { allowUndefinedFacts: true });
  // A fact is a list here: one value, several, or none when it is missing.
  engine.addOperator<number | unknown[], unknown>('known', (list) => lengthOf(list) > 0);
  for (const [name, passes] of Object.entries(ONE_OF)) {
    engine.addOperator<unknown[], unknown>(name, (list, wanted) =>
      list.some((value) => passes(value, wanted)),
    );
  }
  const conditions = { all: [translated(condition)] };
  engine.addRule({ conditions, event: { type: 'holds' } });
  return async (facts) => (await engine.run(factsFor(facts))).events.length > 0;
}

const ONE_OF: Readonly<Record<string, (value: unknown, wanted: unknown) => boolean>> = {
  someEqual: (value, wanted) => value === wanted,
  someLess: (value, wanted) => Number(value) < Number(wanted),
  someMore: (value, wanted) => Number(value) > Number(wanted),
};

function lengthOf(list: number | unknown[]): number {
  return Array.isArray(list) ? list.length : 0;
}

function translated(condition: Condition): NestedCondition {
  const read = partsOf(condition);
  if (read.join === undefined) return compared(read.comparison);
  const parts = read.parts.map(translated);
  if (read.join === 'all') return { all: parts };
  return read.join === 'any' ? { any: parts } : { not: { any: parts } };
}

function compared({ field: fact, operator, value }: Comparison): NestedCondition {
  const is = (name: string, wanted: unknown = true): ConditionProperties => {
    return { fact, operator: name, value: wanted };
  };
  const known = is('known');
  const values = (typeof value === 'object' ? value : [value]) as readonly FieldValue[];
  const [first, second] = values.map(numbered);
  const oneOf = { any: values.map((it) => is('someEqual', numbered(it))) };
  const from = (low: unknown) => ({ not: { all: [is('someLess', low)] } });
  const upTo = (high: unknown) => ({ not: { all: [is('someMore', high)] } });
  const day = (days: number) => numbered(addDays(TODAY, days));
  switch (operator) {
    case 'equals':
    case 'in':
      return oneOf;
    case 'not_equals':
    case 'not_in':
      return { all: [known, { not: oneOf }] };
    case 'greater_than':
      return is('someMore', first);
    case 'before':
      return is('someLess', first);
    case 'at_most':
      return { all: [known, upTo(first)] };
    case 'between':
      return { all: [known, from(first), upTo(second)] };
    case 'in_last_days':
      return { all: [known, from(day(-Number(value))), upTo(day(0))] };
    case 'in_next_days':
      return { all: [known, from(day(0)), upTo(day(Number(value)))] };
    case 'is_known':
      return known;
    case 'is_missing':
      return { not: { all: [known] } };
    default:
      throw new RangeError(`The peer is not asked about ${operator}.`);
  }
}

function factsFor(facts: Facts): Record<string, unknown[]> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => {
      const values = value === undefined ? [] : [value].flat();
      return [name, values.map((it) => numbered(it))];
    }),
  );
}

/** Dates as days, so that the peer can compare them as the numbers it knows. */
function numbered(value: FieldValue | undefined): unknown {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
    ? daysBetween(EPOCH, value as LocalDate)
    : value;
}
