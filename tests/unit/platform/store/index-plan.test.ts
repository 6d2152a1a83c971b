import { describe, expect, it } from 'vitest';
import type { Condition, Filter } from '../../../../shared/platform/store/document-store.ts';
import {
  indexFor,
  indexForCount,
  unindexed,
} from '../../../../shared/platform/store/index-plan.ts';
import {
  compositeIndexesOf,
  indexingPolicy,
  type IndexingPolicy,
} from '../../../../shared/platform/store/indexing-policy.ts';

function policyOf(...indexes: string[]): IndexingPolicy {
  const paths = (fields: string) => fields.split(' ').map((field) => ({ path: `/${field}` }));
  return { includedPaths: [], compositeIndexes: indexes.map(paths) };
}

const policy = policyOf('type id', 'type a id', 'type a b id', 'type c b id', 'b a id');
const range = { from: 1 };

describe('the index of an ordered query', () => {
  it.each<[string, Record<string, Condition>, string | undefined, string | undefined]>([
    ['the type alone', {}, undefined, 'type'],
    ['equality', { a: 1 }, undefined, 'type a'],
    ['membership', { a: { in: [1, 2] } }, undefined, 'type a'],
    ['an order', {}, 'a', 'type a'],
    ['an order and a range on it', { a: range }, 'a', 'type a'],
    ['equality and an order', { a: 1 }, 'b', 'type a b'],
    ['equality and an order with a range', { a: 1, b: range }, 'b', 'type a b'],
    ['equality on the order field', { a: 1 }, 'a', 'type a'],
    ['equality on all fields, ordered by the last', { a: 1, b: 1 }, 'b', 'type a b'],
    ['an order behind a field that is not compared', {}, 'b', undefined],
    ['the wrong order of fields', { b: 1 }, 'a', undefined],
    ['a range off the order', { a: range }, undefined, undefined],
    ['a range off another order', { a: range }, 'b', undefined],
    ['two ranges', { a: range, b: range }, 'b', undefined],
    ['an index that goes on before the id', { c: 1 }, undefined, undefined],
    ['a field in no index', { x: 1 }, undefined, undefined],
  ])('for %s', (_, where, field, expected) => {
    const query = { type: 'pet', where, ...(field && { orderBy: { field } }) };
    expect(indexFor(policy, query)?.join(' ')).toBe(expected);
  });
});

describe('the index of a count', () => {
  it.each<[string, Record<string, Condition>, string | undefined]>([
    ['the type alone: only the index that holds every document', {}, 'type'],
    ['equality', { a: 1 }, 'type a'],
    ['equality at the head of a longer index, which lacks some', { c: 1 }, undefined],
    ['a range', { a: range }, 'type a'],
    ['equality and a range', { a: 1, b: range }, 'type a b'],
    ['equality on two fields', { b: 1, a: 1 }, 'type a b'],
    ['two ranges', { a: range, b: range }, undefined],
    ['a range behind a field that is not compared', { b: range }, undefined],
  ])('for %s', (_, where, expected) => {
    expect(indexForCount(policy, { type: 'pet', where })?.join(' ')).toBe(expected);
  });

  it('is none for the type alone where every index leaves documents out', () => {
    expect(indexForCount(policyOf('type a id'), { type: 'pet' })).toBeUndefined();
  });
});

describe('the policy of the project', () => {
  const served: [Filter['where'], string?][] = [
    [{}],
    [{ nextAlertOn: { to: '2026-03-01' } }, 'nextAlertOn'],
    [{ expiryDate: { from: '2026-03-01', to: '2026-04-01' } }, 'expiryDate'],
    [{ ownerId: 'own_1' }],
    [{ ownerId: { in: ['own_1', 'own_2'] } }],
    [{ petId: 'pet_1' }],
    [{ nameKey: { prefix: 'mi' } }, 'nameKey'],
    [{ status: 'sent' }, 'createdAt'],
    [{}, 'createdAt'],
    [{ number: '+15550001' }],
  ];
  it.each(served)('serves %j in the order of %s', (where = {}, field) => {
    const query = { type: 'pet', where, ...(field && { orderBy: { field } }) };
    expect(indexFor(indexingPolicy, query)).toBeDefined();
  });

  const counted: Filter['where'][] = [
    {},
    { ownerId: 'own_1' },
    { claimedAt: { from: '2026-03-01' } },
    { phoneId: 'pho_1', needsPerson: true, createdAt: { after: '2026-03-01' } },
    { workflowId: 'wfl_1', status: 'running', createdAt: { from: '2026-03-01' } },
  ];
  it.each(counted)('serves a count of %j', (where = {}) => {
    expect(indexForCount(indexingPolicy, { type: 'pet', where })).toBeDefined();
  });

  it('includes every field of its composite indexes, once, and excludes the rest', () => {
    const fields = new Set(compositeIndexesOf(indexingPolicy).flat());
    const included = indexingPolicy.includedPaths.map(({ path }) => path);
    const expected = ['pk', ...fields].map((field) => `/${field}/?`);
    expect(included.toSorted()).toEqual(expected.toSorted());
  });

  it('leads every index into one partition and ends it with the id; only due work is found across', () => {
    const across = indexingPolicy.compositeIndexes.filter(
      (paths) => paths[0]?.path !== '/pk' || paths.at(-1)?.path !== '/id',
    );
    expect(across).toEqual([[{ path: '/dueKind' }, { path: '/dueAt' }]]);
  });

  it('stays within the limits of Cosmos DB: 100 composite indexes of 8 fields, none twice', () => {
    const indexes = indexingPolicy.compositeIndexes.map((paths) =>
      paths.map(({ path }) => path).join(' '),
    );
    expect(indexes.length).toBeLessThanOrEqual(100);
    expect(new Set(indexes).size).toBe(indexes.length);
    for (const paths of indexingPolicy.compositeIndexes)
      expect(paths.length).toBeLessThanOrEqual(8);
  });

  it('refuses a path that is no plain field', () => {
    expect(() => compositeIndexesOf(policyOf('type a.b'))).toThrow('a.b');
  });
});

it('names what an index would have to hold', () => {
  const query = { type: 'pet', where: { a: 1, x: range }, orderBy: { field: 'x' } };
  expect(unindexed(query).message).toBe(
    'No composite index of infra/indexing-policy.json serves equality on (type, a), range on (x) in the order of x.',
  );
});
