import { describe, expect, it } from 'vitest';
import {
  InvalidCursorError,
  type Partition,
  type Query,
} from '../../../shared/platform/store/document-store.ts';
import {
  allIds,
  benchFor,
  committed,
  creates,
  filled,
  found,
  newTenant,
  thing,
  type StoreFactory,
} from './bench.ts';

/** What following cursors promises. */
export function paging(factory: StoreFactory): void {
  describe('paging', () => {
    const bench = benchFor(factory);

    async function tenantWith(count: number, nameOf: (i: number) => unknown): Promise<Partition> {
      const tenant = newTenant();
      const documents = Array.from({ length: count }, (_, i) =>
        thing(`id-${String(i).padStart(4, '0')}`, { nameKey: nameOf(i) }),
      );
      await filled(bench.store, tenant, documents);
      return tenant;
    }
    const byName = { type: 'thing', orderBy: { field: 'nameKey' } } as const;

    it.each(['asc', 'desc'] as const)(
      'passes every document once where hundreds share a sort value, %s',
      async (direction) => {
        const tenant = await tenantWith(250, (i) => `name-${Math.floor(i / 120)}`);
        const query: Query = { ...byName, orderBy: { field: 'nameKey', direction }, limit: 7 };
        const ids = await allIds(bench.store, tenant, query);
        const sorted = ids.toSorted();
        expect(ids).toEqual(direction === 'asc' ? sorted : sorted.toReversed());
        expect(new Set(ids).size).toBe(250);
      },
    );

    it('passes values of every kind once', async () => {
      const values = [3, 'b', true, 1, 'a', false, -1, '', 2.5];
      const tenant = await tenantWith(values.length, (i) => values[i]);
      const ids = await allIds(bench.store, tenant, { ...byName, limit: 1 });
      expect(ids).toHaveLength(values.length);
      expect(new Set(ids).size).toBe(values.length);
    });

    it('keeps to ranges and prefixes on every page', async () => {
      const tenant = await tenantWith(60, (i) => `n-${String(i % 20).padStart(2, '0')}`);
      for (const direction of ['asc', 'desc'] as const) {
        const orderBy = { field: 'nameKey', direction };
        const range = { nameKey: { from: 'n-05', before: 'n-08' } };
        const inRange = await allIds(bench.store, tenant, {
          type: 'thing',
          where: range,
          orderBy,
          limit: 2,
        });
        expect(inRange).toHaveLength(9);
        const prefix = { nameKey: { prefix: 'n-1' } };
        const withPrefix = await allIds(bench.store, tenant, {
          type: 'thing',
          where: prefix,
          orderBy,
          limit: 7,
        });
        expect(withPrefix).toHaveLength(30);
      }
    });

    it('neither repeats nor skips unchanged documents while others come, go and move', async () => {
      const tenant = await tenantWith(90, (i) => `n-${String(i).padStart(3, '0')}`);
      const numbers = Array.from({ length: 90 }, (_, i) => i);
      const idAt = (i: number): string => `id-${String(i).padStart(4, '0')}`;
      const unchanged = numbers.filter((i) => i % 3 === 0).map(idAt);
      let round = 0;
      const disturb = async (): Promise<void> => {
        const leaving = await found(bench.store, tenant, idAt(3 * round + 1));
        const moving = await found(bench.store, tenant, idAt(3 * round + 2));
        const name = round % 2 === 0 ? 'n-zzz' : 'n-000a';
        await committed(bench.store, tenant, [
          { op: 'delete', id: leaving.value.id, etag: leaving.etag },
          { op: 'replace', document: { ...moving.value, nameKey: name }, etag: moving.etag },
          ...creates(thing(`new-${round}`, { nameKey: `n-0${round}5x` })),
        ]);
        round += 1;
      };
      const ids = await allIds(bench.store, tenant, { ...byName, limit: 4 }, disturb);
      expect(round).toBeGreaterThan(10);
      const seen = ids.filter((id) => unchanged.includes(id));
      expect(seen).toEqual(unchanged);
    });

    it('goes on after the last document of a page was deleted', async () => {
      const tenant = await tenantWith(4, (i) => `n-${i}`);
      const first = await bench.store.query(tenant, { ...byName, limit: 2 });
      const last = first.items.at(-1);
      await committed(bench.store, tenant, [
        { op: 'delete', id: last?.value.id ?? '', etag: last?.etag ?? '' },
      ]);
      const rest = await allIds(bench.store, tenant, {
        ...byName,
        limit: 9,
        ...(first.next && { cursor: first.next }),
      });
      expect(rest).toEqual(['id-0002', 'id-0003']);
    });

    it('ends without a cursor, also where the last page is full', async () => {
      const tenant = await tenantWith(4, (i) => `n-${i}`);
      expect(await allIds(bench.store, tenant, { ...byName, limit: 2 })).toHaveLength(4);
      expect((await bench.store.query(tenant, { ...byName, limit: 4 })).next).toBeUndefined();
      expect((await bench.store.query(tenant, { ...byName, limit: 5 })).next).toBeUndefined();
      expect(await bench.store.query(newTenant(), { ...byName, limit: 5 })).toEqual({ items: [] });
    });

    it('lets the page size change on the way, and another instance go on', async () => {
      const tenant = await tenantWith(9, (i) => `n-${i}`);
      const { next } = await bench.store.query(tenant, { ...byName, limit: 2 });
      const other = await bench.subject.open();
      const rest = await allIds(other, tenant, {
        ...byName,
        limit: 3,
        ...(next && { cursor: next }),
      });
      await other.close();
      expect(rest).toHaveLength(7);
    });

    it('refuses a cursor of another query, order or partition, and a damaged one', async () => {
      const tenant = await tenantWith(9, (i) => `n-${i}`);
      const query: Query = { ...byName, where: { nameKey: { from: 'n-1' } }, limit: 2 };
      const { next: cursor = '' } = await bench.store.query(tenant, query);
      const others: [Partition, Query][] = [
        [newTenant(), query],
        [{ ...tenant, month: '2026-01' }, query],
        [tenant, { ...query, type: 'pet' }],
        [tenant, { ...query, where: { nameKey: { from: 'n-0' } } }],
        [tenant, { ...query, where: { nameKey: { after: 'n-1' } } }],
        [tenant, { ...query, orderBy: { field: 'nameKey', direction: 'desc' } }],
        [tenant, { type: 'thing', limit: 2 }],
      ];
      for (const [partition, other] of others) {
        await expect(bench.store.query(partition, { ...other, cursor })).rejects.toThrow(
          InvalidCursorError,
        );
      }
      for (const broken of ['', 'x', cursor.slice(0, -4), `${cursor}AAAA`, 'bnVsbA', 'W10']) {
        await expect(bench.store.query(tenant, { ...query, cursor: broken })).rejects.toThrow(
          InvalidCursorError,
        );
      }
      expect((await bench.store.query(tenant, { ...query, cursor })).items).toHaveLength(2);
    });
  });
}
