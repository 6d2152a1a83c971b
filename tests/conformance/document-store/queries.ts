import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../shared/kernel/result.ts';
import {
  MAX_PAGE_SIZE,
  UnindexedQueryError,
  type Condition,
  type Query,
} from '../../../shared/platform/store/document-store.ts';
import {
  allIds,
  benchFor,
  committed,
  creates,
  newTenant,
  thing,
  type StoreFactory,
} from './bench.ts';

/** What conditions match and in which order. The fields are those of the project's policy. */
export function queries(factory: StoreFactory): void {
  describe('query', () => {
    const bench = benchFor(factory);

    async function matching(
      values: Readonly<Record<string, unknown>>,
      condition: Condition,
    ): Promise<string[]> {
      const tenant = newTenant();
      const documents = Object.entries(values).map(([id, number]) => thing(id, { number }));
      await committed(bench.store, tenant, creates(...documents, thing('without')));
      const where = { number: condition };
      const ids = await allIds(bench.store, tenant, {
        type: 'thing',
        where,
        orderBy: { field: 'number' },
        limit: 2,
      });
      expect(await bench.store.count(tenant, { type: 'thing', where })).toBe(ids.length);
      return ids.toSorted();
    }

    const mixed = {
      n1: 1,
      n2: 2,
      n10: 10,
      nMinus: -3.5,
      text1: '1',
      text2: '2',
      textB: 'b',
      empty: '',
      yes: true,
      no: false,
      none: null,
      list: [1],
      map: { a: 1 },
    };
    it.each<[string, Condition, string[]]>([
      ['a number', 1, ['n1']],
      ['a text', '1', ['text1']],
      ['true, which is not 1', true, ['yes']],
      ['false, which is not 0 or missing', false, ['no']],
      [
        'one of several of any kind',
        { in: [10, '2', false, 'nobody', 77] },
        ['n10', 'no', 'text2'],
      ],
      ['one of nothing', { in: [] }, []],
      ['numbers from, inclusive', { from: 2 }, ['n10', 'n2']],
      ['numbers after, exclusive', { after: 2 }, ['n10']],
      ['numbers to, inclusive', { to: 1 }, ['n1', 'nMinus']],
      ['numbers before, exclusive', { before: 1 }, ['nMinus']],
      ['numbers between', { after: -3.5, to: 2 }, ['n1', 'n2']],
      ['texts from', { from: '2' }, ['text2', 'textB']],
      ['texts before', { before: '2' }, ['empty', 'text1']],
      ['a range that is empty', { from: 5, to: 4 }, []],
      ['every text by the empty prefix', { prefix: '' }, ['empty', 'text1', 'text2', 'textB']],
    ])('matches %s', async (_, condition, expected) => {
      expect(await matching(mixed, condition)).toEqual(expected);
    });

    it('takes wildcards, quotes and the last characters of Unicode in a prefix literally', async () => {
      const values = {
        a: '50%_off',
        b: '50 percent',
        c: "o'neill",
        d: 'o\u{10ffff}x',
        e: 'o\u{10ffff}',
        f: '\ud7ffx',
        g: 'O',
      };
      expect(await matching(values, { prefix: '50%' })).toEqual(['a']);
      expect(await matching(values, { prefix: "o'" })).toEqual(['c']);
      expect(await matching(values, { prefix: 'o\u{10ffff}' })).toEqual(['d', 'e']);
      expect(await matching(values, { prefix: '\ud7ff' })).toEqual(['f']);
      expect(await matching(values, { prefix: 'o' })).toEqual(['c', 'd', 'e']);
    });

    it('matches several conditions and several types at once', async () => {
      const tenant = newTenant();
      const at = (day: number) => `2026-03-0${day}T00:00:00.000Z`;
      await committed(
        bench.store,
        tenant,
        creates(
          thing('a', { status: 'open', createdAt: at(1) }),
          thing('b', { status: 'open', createdAt: at(2) }),
          thing('c', { status: 'done', createdAt: at(2) }),
          thing('d', { status: 'open' }),
          { ...thing('e', { status: 'open', createdAt: at(3) }), type: 'other' },
          { ...thing('f', { status: 'open', createdAt: at(3) }), type: 'third' },
        ),
      );
      const filter = {
        type: ['thing', 'other'],
        where: { status: 'open', createdAt: { from: at(2) } },
      };
      const query = { ...filter, orderBy: { field: 'createdAt' }, limit: 1 };
      expect(await allIds(bench.store, tenant, query)).toEqual(['b', 'e']);
      expect(await bench.store.count(tenant, filter)).toBe(2);
      expect(await bench.store.count(tenant, { type: [] })).toBe(0);
    });

    it('orders by a field, ties by id in the same direction, without documents lacking it', async () => {
      const tenant = newTenant();
      const names = { d: 'b', a: 'b', c: 'a', b: 'B', e: 'é', f: 'z' };
      const documents = Object.entries(names).map(([id, nameKey]) => thing(id, { nameKey }));
      await committed(bench.store, tenant, creates(...documents, thing('without')));
      const query = { type: 'thing', orderBy: { field: 'nameKey' }, limit: 2 } as const;
      // Bytes decide: capitals first, letters with marks last.
      const ascending = ['b', 'c', 'a', 'd', 'f', 'e'];
      expect(await allIds(bench.store, tenant, query)).toEqual(ascending);
      const downwards: Query = { ...query, orderBy: { field: 'nameKey', direction: 'desc' } };
      expect(await allIds(bench.store, tenant, downwards)).toEqual(ascending.toReversed());
    });

    it('orders by id when nothing else is said, in both directions', async () => {
      const tenant = newTenant();
      const ids = ['b', 'a', 'C', 'd', 'e'];
      await committed(bench.store, tenant, creates(...ids.map((id) => thing(id))));
      const sorted = ['C', 'a', 'b', 'd', 'e'];
      expect(await allIds(bench.store, tenant, { type: 'thing', limit: 2 })).toEqual(sorted);
      const orderBy = { field: 'id', direction: 'desc' } as const;
      expect(await allIds(bench.store, tenant, { type: 'thing', orderBy, limit: 2 })).toEqual(
        sorted.toReversed(),
      );
    });

    it.each<[string, Omit<Query, 'limit' | 'type'>]>([
      ['a field without an index', { where: { colour: 'red' } }],
      ['an order without an index', { orderBy: { field: 'colour' } }],
      ['a range on another field than the order', { where: { number: { from: 1 } } }],
      ['two fields with no common index', { where: { ownerId: 'o', petId: 'p' } }],
    ])('refuses %s instead of reading the whole partition', async (_, query) => {
      await expect(
        bench.store.query(newTenant(), { type: 'thing', ...query, limit: 1 }),
      ).rejects.toThrow(UnindexedQueryError);
    });

    it.each([
      ['a field without an index', { colour: 'red' }],
      ['a field whose indexes lack documents without another', { status: 'open' }],
    ])('refuses to count by %s', async (_, where) => {
      await expect(bench.store.count(newTenant(), { type: 'thing', where })).rejects.toThrow(
        UnindexedQueryError,
      );
    });

    it.each<[string, unknown]>([
      ['nothing at all', undefined],
      ['null', null],
      ['an empty range', {}],
      ['two lower ends', { from: 1, after: 0 }],
      ['two upper ends', { to: 1, before: 2 }],
      ['ends of two kinds', { from: 1, to: 'b' }],
      ['no real number', { from: Number.NaN }],
      ['a list with null', { in: [null] }],
    ])('refuses a condition that says %s', async (_, condition) => {
      const where = { number: condition as Condition };
      const orderBy = { field: 'number' };
      await expect(
        bench.store.query(newTenant(), { type: 'thing', where, orderBy, limit: 1 }),
      ).rejects.toThrow(InvariantError);
    });

    it.each(["number') OR 1=1 --", 'a.b', '', '$', '__proto__'])(
      'refuses %j as a field name',
      async (field) => {
        const where = Object.fromEntries([[field, 1]]);
        await expect(bench.store.count(newTenant(), { type: 'thing', where })).rejects.toThrow(
          InvariantError,
        );
      },
    );

    it.each([0, -1, 1.5, MAX_PAGE_SIZE + 1, Number.NaN])(
      'refuses a page size of %d',
      async (limit) => {
        await expect(bench.store.query(newTenant(), { type: 'thing', limit })).rejects.toThrow(
          InvariantError,
        );
      },
    );
  });
}
