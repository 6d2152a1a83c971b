import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkCondition,
  MAX_COMPARISONS,
  operatorsFor,
} from '../../../shared/kernel/check-condition.ts';
import { compileCondition, inWords } from '../../../shared/kernel/compile-condition.ts';
import type {
  Comparison,
  Condition,
  Facts,
  Field,
  FieldValue,
} from '../../../shared/kernel/condition.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';

const FIELDS: readonly Field[] = [
  { name: 'owner.first_name', type: 'text', label: 'First name' },
  { name: 'owner.status', type: 'text', label: 'Status', values: ['active', 'inactive'] },
  { name: 'owner.visits', type: 'number', label: 'Visits' },
  { name: 'owner.sms_opted_in', type: 'boolean', label: 'Opted in to texts' },
  { name: 'owner.last_visit_on', type: 'date', label: 'Last visit' },
  { name: 'appointment.start_time', type: 'time', label: 'Start' },
  { name: 'pets.names', type: 'text', label: 'Pet names', many: true },
  { name: 'pets.birth_dates', type: 'date', label: 'Birthdays of pets', many: true },
];
const CATALOGUE = new Map(FIELDS.map((field) => [field.name, field]));
const TODAY = '2026-03-08' as LocalDate;

function holds(condition: Condition, facts: Facts, today = TODAY): boolean {
  expect(checkCondition(condition, CATALOGUE, 'conditions')).toEqual([]);
  return compileCondition(condition, CATALOGUE).holds(facts, today);
}

type Case = readonly [Comparison['operator'], Comparison['value'], FieldValue, boolean];

function table(field: string, cases: readonly Case[]): void {
  it.each(cases)(`${field} %s %j: %j is %s`, (operator, value, known, answer) => {
    const comparison = { field, operator, ...(value !== undefined && { value }) };
    expect(holds(comparison, { [field]: known })).toBe(answer);
  });
}

/** Values for the operators that take more or less than one. */
const OPERANDS: Partial<Record<Comparison['operator'], { value: Comparison['value'] & {} }>> = {
  in: { value: ['a'] },
  not_in: { value: ['a'] },
  between: { value: ['a', 'b'] },
  in_last_days: { value: 3 },
  not_in_last_days: { value: 3 },
  in_next_days: { value: 3 },
  not_in_next_days: { value: 3 },
};

describe('a comparison', () => {
  table('owner.first_name', [
    ['equals', 'ada', 'Ada', true],
    ['equals', 'ada', 'Adam', false],
    ['not_equals', 'ada', 'ADA', false],
    ['in', ['Bob', 'Ada'], 'ada', true],
    ['not_in', ['Bob'], 'Ada', true],
    ['contains', 'DA', 'Ada', true],
    ['starts_with', 'a', 'Ada', true],
    ['starts_with', 'd', 'Ada', false],
    ['is_known', undefined, '', true],
    ['is_missing', undefined, '', false],
  ]);
  table('owner.status', [
    ['equals', 'active', 'active', true],
    ['equals', 'active', 'Active', false],
  ]);
  table('owner.visits', [
    ['greater_than', 3, 3, false],
    ['at_least', 3, 3, true],
    ['less_than', 3, 3, false],
    ['at_most', 3, 3, true],
    ['between', [2, 3], 3, true],
    ['between', [2, 3], 4, false],
    ['equals', 0, 0, true],
  ]);
  table('owner.sms_opted_in', [
    ['equals', true, true, true],
    ['not_equals', true, false, true],
  ]);
  table('appointment.start_time', [
    ['before', '09:30', '09:29', true],
    ['before', '09:30', '09:30', false],
    ['between', ['09:00', '12:00'], '12:00', true],
  ]);
  table('owner.last_visit_on', [
    ['equals', '2026-03-08', '2026-03-08', true],
    ['before', '2026-03-08', '2026-03-07', true],
    ['after', '2026-03-08', '2026-03-08', false],
    ['in_last_days', 7, '2026-03-01', true],
    ['in_last_days', 7, '2026-02-28', false],
    ['in_last_days', 0, '2026-03-08', true],
    ['in_last_days', 7, '2026-03-09', false],
    ['not_in_last_days', 70, '2025-12-28', false],
    ['not_in_last_days', 70, '2025-12-27', true],
    ['in_next_days', 2, '2026-03-10', true],
    ['in_next_days', 2, '2026-03-07', false],
    ['not_in_next_days', 2, '2026-03-11', true],
    ['anniversary_today', undefined, '2019-03-08', true],
    ['anniversary_this_month', undefined, '2019-03-31', true],
    ['anniversary_this_month', undefined, '2019-04-01', false],
  ]);

  it('keeps February 29 on February 28 in years without one, and only then', () => {
    const facts = { 'owner.last_visit_on': '2024-02-29' };
    const asked = { field: 'owner.last_visit_on', operator: 'anniversary_today' } as const;
    const days = ['2026-02-28', '2028-02-28', '2028-02-29', '2026-03-01', '2100-02-28'];
    expect(days.map((day) => holds(asked, facts, day as LocalDate))).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('of a missing value is false whatever the operator, but for is_missing', () => {
    for (const field of FIELDS) {
      for (const operator of operatorsFor(field)) {
        const comparison = { field: field.name, operator, ...OPERANDS[operator] };
        const compiled = compileCondition(comparison, CATALOGUE);
        expect(compiled.holds({}, TODAY), `${field.name} ${operator}`).toBe(
          operator === 'is_missing',
        );
      }
    }
  });

  it('of many values holds when one fits, and when none offends', () => {
    const facts = { 'pets.names': ['Rex', 'Bella'] };
    const of = (operator: 'equals' | 'not_equals' | 'not_in', value: string | readonly string[]) =>
      holds({ field: 'pets.names', operator, value }, facts);
    expect([of('equals', 'bella'), of('equals', 'max')]).toEqual([true, false]);
    expect([of('not_equals', 'bella'), of('not_equals', 'max')]).toEqual([false, true]);
    expect([of('not_in', ['max', 'rex']), of('not_in', ['max'])]).toEqual([false, true]);
    const missing = { field: 'pets.names', operator: 'is_missing' } as const;
    expect(holds(missing, { 'pets.names': [] })).toBe(true);
  });

  it('counts days by the date it is given, also after another date was asked', () => {
    const compiled = compileCondition(
      { field: 'owner.last_visit_on', operator: 'in_last_days', value: 1 },
      CATALOGUE,
    );
    const facts = { 'owner.last_visit_on': '2026-03-07' };
    const days = ['2026-03-08', '2026-03-09', '2026-03-07', '2026-03-08'] as LocalDate[];
    expect(days.map((day) => compiled.holds(facts, day))).toEqual([true, false, true, true]);
  });
});

const yes: Comparison = { field: 'owner.visits', operator: 'at_least', value: 1 };
const no: Comparison = { field: 'owner.visits', operator: 'greater_than', value: 1 };
const facts: Facts = { 'owner.visits': 1 };

describe('joined conditions', () => {
  it.each([
    [{ all: [] }, true],
    [{ any: [] }, false],
    [{ none: [] }, true],
    [{ all: [yes, no] }, false],
    [{ any: [no, yes] }, true],
    [{ none: [no] }, true],
    [{ none: [no, yes] }, false],
    [{ all: [{ any: [no, yes] }, { none: [no] }] }, true],
  ] as readonly (readonly [Condition, boolean])[])('%j is %s', (condition, answer) => {
    expect(holds(condition, facts)).toBe(answer);
  });

  it('say why they do not hold, and nothing when they do', () => {
    const condition: Condition = { all: [yes, { any: [no, { none: [yes] }] }] };
    const compiled = compileCondition(condition, CATALOGUE);
    expect(compiled.whyNot(facts, TODAY)).toEqual([
      'Visits is 1; it must be that it is more than 1',
      'it must not be that Visits is at least 1',
    ]);
    expect(compiled.whyNot({}, TODAY)[0]).toBe(
      'Visits is not known; it must be that it is at least 1',
    );
    expect(compileCondition(yes, CATALOGUE).whyNot(facts, TODAY)).toEqual([]);
    expect(inWords(condition, CATALOGUE)).toBe(
      'Visits is at least 1 and (Visits is more than 1 or (not (Visits is at least 1)))',
    );
  });

  it('obey the laws of logic, and explain exactly when they do not hold', () => {
    const leaf = fc
      .record({ n: fc.integer({ min: 0, max: 3 }), more: fc.boolean() })
      .map(({ n, more }): Condition => {
        const operator = more ? 'greater_than' : 'at_most';
        return { field: 'owner.visits', operator, value: n };
      });
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => {
      const parts = fc.array(tie('tree'), { maxLength: 3 });
      return {
        tree: fc.oneof(
          { maxDepth: 3 },
          leaf,
          parts.map((all) => ({ all })),
          parts.map((any) => ({ any })),
          parts.map((none) => ({ none })),
        ),
      };
    });
    const visits = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined });
    fc.assert(
      fc.property(tree, tree, visits, (a, b, count) => {
        const known = { 'owner.visits': count };
        const ask = (condition: Condition) =>
          compileCondition(condition, CATALOGUE).holds(known, TODAY);
        expect(ask({ none: [a] })).toBe(!ask(a));
        expect(ask({ all: [a, b] })).toBe(ask(a) && ask(b));
        expect(ask({ any: [a, b] })).toBe(ask(a) || ask(b));
        expect(ask({ none: [a, b] })).toBe(ask({ all: [{ none: [a] }, { none: [b] }] }));
        const reasons = compileCondition(a, CATALOGUE).whyNot(known, TODAY);
        if (ask(a)) expect(reasons).toEqual([]);
      }),
    );
  });
});

describe('a condition that is wrong', () => {
  const check = (condition: Condition) => checkCondition(condition, CATALOGUE, 'conditions');

  it('names the unknown field with its place and the fields there are', () => {
    expect(check({ all: [yes, { field: 'owner.visit', operator: 'equals', value: 1 }] })).toEqual([
      {
        field: 'conditions.all[1].field',
        value: 'owner.visit',
        detail: 'There is no field "owner.visit" here.',
        allowed:
          'owner.first_name, owner.status, owner.visits, owner.sms_opted_in, owner.last_visit_on',
      },
    ]);
  });

  it('names the operator that the type does not take', () => {
    const [problem] = check({ field: 'owner.sms_opted_in', operator: 'contains', value: 'y' });
    expect(problem).toMatchObject({
      field: 'conditions.operator',
      value: 'contains',
      allowed: 'equals, not_equals, in, not_in, is_known, is_missing',
    });
  });

  it.each([
    [{ field: 'owner.visits', operator: 'equals', value: '3' }, 'a number'],
    [{ field: 'owner.visits', operator: 'between', value: [3, 2] }, 'low then high'],
    [{ field: 'owner.visits', operator: 'in', value: [] }, '1 to 100'],
    [{ field: 'owner.status', operator: 'equals', value: 'gone' }, 'one of active, inactive'],
    [{ field: 'owner.last_visit_on', operator: 'before', value: '2026-02-29' }, 'a date'],
    [{ field: 'owner.last_visit_on', operator: 'in_last_days', value: 1.5 }, 'whole number'],
    [{ field: 'owner.last_visit_on', operator: 'is_known', value: true }, 'no value'],
    [{ field: 'appointment.start_time', operator: 'after', value: '24:00' }, 'a time'],
    [{ field: 'owner.first_name', operator: 'equals', value: '' }, 'text of 1'],
  ] as readonly (readonly [Comparison, string])[])('names the value of %j', (wrong, allowed) => {
    const [problem, ...more] = check(wrong);
    expect(problem?.field).toBe('conditions.value');
    expect(problem?.allowed).toContain(allowed);
    expect(more).toEqual([]);
  });

  it('is refused when it is too deep or too long', () => {
    const nest = (levels: number): Condition => (levels === 0 ? yes : { all: [nest(levels - 1)] });
    expect(check(nest(5))).toEqual([]);
    expect(check(nest(6))).toHaveLength(1);
    const many = (count: number): Condition => ({ any: Array.from({ length: count }, () => yes) });
    expect(check(many(MAX_COMPARISONS))).toEqual([]);
    expect(check(many(MAX_COMPARISONS + 1))).toHaveLength(1);
  });
});
