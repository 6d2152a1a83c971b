import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../../../shared/kernel/instant.ts';
import {
  selectByIds,
  selectCount,
  selectDue,
  selectDueTenants,
  selectPage,
} from '../../../../../shared/platform/store/cosmos/select.ts';
import type { Filter, Query } from '../../../../../shared/platform/store/document-store.ts';
import { indexFor } from '../../../../../shared/platform/store/index-plan.ts';
import {
  compositeIndexesOf,
  indexingPolicy,
} from '../../../../../shared/platform/store/indexing-policy.ts';

const policyPaths = indexingPolicy.compositeIndexes.map((paths) =>
  paths.map(({ path }) => path.slice(1)),
);

function orderOf(query: string): { fields: string[]; directions: Set<string> } {
  const [, by = ''] = query.split(' ORDER BY ');
  const terms = [...by.matchAll(/c\["(\w+)"\] (ASC|DESC)/g)];
  return {
    fields: terms.map(([, field = '']) => field),
    directions: new Set(terms.map(([, , direction = '']) => direction)),
  };
}

function pageSql(query: Omit<Query, 'limit'>, start?: Parameters<typeof selectPage>[3]) {
  const index = indexFor(indexingPolicy, query);
  expect(index).toBeDefined();
  return selectPage('t', index ?? [], { ...query, limit: 10 }, start);
}

describe('a page', () => {
  const byType = compositeIndexesOf(indexingPolicy).filter(([first]) => first === 'type');

  it.each(byType.map((index) => [index.join(' '), index] as const))(
    'is ordered by exactly a composite index of the policy: %s',
    (_, index) => {
      const field = index.at(-1) === 'type' ? 'id' : (index.at(-1) ?? 'id');
      const equal = index.filter((it) => it !== 'type' && it !== field);
      const where = Object.fromEntries(equal.map((it) => [it, 'x']));
      for (const direction of ['asc', 'desc'] as const) {
        const { query } = pageSql({ type: 'pet', where, orderBy: { field, direction } });
        const { fields, directions } = orderOf(query);
        expect(policyPaths).toContainEqual(fields);
        expect([...directions]).toEqual([direction.toUpperCase()]);
      }
    },
  );

  it('with several values for a field is ordered by one field, which needs no composite index', () => {
    const where = { ownerId: { in: ['a', 'b'] }, nextAlertOn: { to: '2026-03-01' } };
    const sql = pageSql({ type: 'pet', where, orderBy: { field: 'nextAlertOn' } });
    expect(orderOf(sql.query).fields).toEqual(['nextAlertOn']);
    expect(sql.sortedById).toBe(false);
    const byId = pageSql({ type: ['pet', 'owner'] });
    expect(orderOf(byId.query).fields).toEqual(['id']);
    expect(byId.sortedById).toBe(true);
  });

  it.each<[string, 'asc' | 'desc', string | number | boolean, string]>([
    ['texts last', 'asc', 'm', 'x > @p AND id'],
    ['numbers and booleans behind texts downwards', 'desc', 'm', 'x < @p AND id IS_BOOL IS_NUMBER'],
    ['texts behind numbers', 'asc', 1, 'x > @p AND id IS_STRING'],
    ['booleans behind numbers downwards', 'desc', 1, 'x < @p AND id IS_BOOL'],
    ['true and the other kinds behind false', 'asc', false, 'x = @p AND id IS_NUMBER IS_STRING'],
    ['the other kinds behind true', 'asc', true, 'AND id IS_NUMBER IS_STRING'],
    ['false behind true downwards', 'desc', true, 'x = @p AND id'],
    ['nothing but ties behind false downwards', 'desc', false, 'AND id'],
  ])('goes on after a position with %s', (_, direction, value, expected) => {
    const orderBy = { field: 'nameKey', direction };
    const { query } = pageSql({ type: 'pet', orderBy }, { value, id: 'i' });
    const [, after = ''] = /\)\) AND (\(.*\)) ORDER BY/.exec(query) ?? [];
    const brief = after
      .slice(1, -1)
      .split(' OR ')
      .map((term) =>
        term.startsWith('(')
          ? 'AND id'
          : term
              .replace('c["nameKey"]', 'x')
              .replace(/@p\d+/, '@p')
              .replace(/\(x\)$/, ''),
      );
    expect(brief.join(' ')).toBe(expected);
  });
});

describe('every query', () => {
  const filter: Filter = { type: 'pet', where: { ownerId: "o' OR 1=1" } };
  it('of one partition says so itself, and carries its values as parameters', () => {
    for (const { query, parameters } of [
      pageSql({ ...filter }),
      selectCount('t', filter),
      selectByIds('t', ["o' OR 1=1"]),
      selectDue({ dueKind: 'jobs', until: instantOf(0), limit: 1, tenantId: 't' }),
    ]) {
      const [, name] = /WHERE c\["pk"\] = (@p\d+) AND /.exec(query) ?? [];
      expect(parameters).toContainEqual({ name, value: 't' });
      expect(query).not.toContain('1=1');
    }
  });

  it('for due work follows a composite index of the policy', () => {
    const request = { dueKind: 'jobs', until: instantOf(0), limit: 5 };
    for (const due of [request, { ...request, tenantId: 't' }]) {
      expect(policyPaths).toContainEqual(orderOf(selectDue(due).query).fields);
    }
    expect(selectDueTenants('jobs', instantOf(0)).query).toContain('GROUP BY c["pk"]');
  });
});
