import { describe, expect, it } from 'vitest';
import { partitionKey } from '../../../shared/platform/store/document-store.ts';
import {
  benchFor,
  committed,
  creates,
  filled,
  newTenant,
  thing,
  type StoreFactory,
} from './bench.ts';

/** What `get`, `getMany` and the lookups promise, and that no partition shows in another. */
export function reads(factory: StoreFactory): void {
  describe('reads', () => {
    const bench = benchFor(factory);

    it('returns a document as it was written, with the ETag of its commit', async () => {
      const tenant = newTenant();
      const document = thing('a', {
        text: 'Zoë "Rex" O\'Neill \u{1F436} \u0000 \ud800',
        none: null,
        list: [1, { deep: [true, null] }],
        map: { 'odd key': 1.5e-7 },
        big: Number.MAX_SAFE_INTEGER,
        ofANewerVersion: { kept: 'yes' },
      });
      const etag = await committed(bench.store, tenant, creates(document));
      expect(await bench.store.get(tenant, 'a')).toEqual({ value: document, etag });
    });

    it('answers undefined for what does not exist', async () => {
      expect(await bench.store.get(newTenant(), 'a')).toBeUndefined();
    });

    it('returns many documents in the order asked, without the missing ones', async () => {
      const tenant = newTenant();
      await committed(bench.store, tenant, creates(thing('a'), thing('b'), thing('c')));
      const many = await bench.store.getMany(tenant, ['c', 'none', 'a', 'c', 'b']);
      expect(many.map((it) => it.value.id)).toEqual(['c', 'a', 'c', 'b']);
      expect(await bench.store.getMany(tenant, [])).toEqual([]);
    });

    it('returns thousands of documents by id in one call', async () => {
      const tenant = newTenant();
      const ids = Array.from({ length: 2300 }, (_, i) => `id-${i}`);
      await filled(
        bench.store,
        tenant,
        ids.map((id) => thing(id)),
      );
      const wanted = ids.toReversed();
      const many = await bench.store.getMany(tenant, wanted);
      expect(many.map((it) => it.value.id)).toEqual(wanted);
    });

    it('sees from another instance what was committed before', async () => {
      const tenant = newTenant();
      const other = await bench.subject.open();
      for (const id of ['a', 'b', 'c']) {
        await committed(bench.store, tenant, creates(thing(id)));
        expect((await other.get(tenant, id))?.value.id).toBe(id);
        expect(await other.count(tenant, { type: 'thing' })).toBe(
          await bench.store.count(tenant, { type: 'thing' }),
        );
      }
      await other.close();
    });

    it('keeps the same id apart in two tenants and in the history of one', async () => {
      const [one, two] = [newTenant(), newTenant()];
      const history = { ...one, month: '2026-03' };
      const later = { ...one, month: '2026-04' };
      const partitions = [one, two, history, later];
      for (const partition of partitions) {
        await committed(
          bench.store,
          partition,
          creates(thing('same', { in: partitionKey(partition) })),
        );
      }
      for (const partition of partitions) {
        const here = { in: partitionKey(partition) };
        expect((await bench.store.get(partition, 'same'))?.value).toMatchObject(here);
        expect((await bench.store.getMany(partition, ['same'])).length).toBe(1);
        expect(await bench.store.count(partition, { type: 'thing' })).toBe(1);
        const page = await bench.store.query(partition, { type: 'thing', limit: 10 });
        expect(page.items.map((it) => it.value)).toMatchObject([here]);
      }
    });

    it('does not let a write in one partition touch the same id in another', async () => {
      const [one, two] = [newTenant(), newTenant()];
      const etag = await committed(bench.store, one, creates(thing('same')));
      await committed(bench.store, two, creates(thing('same')));
      expect(await bench.store.commit(two, [{ op: 'delete', id: 'same', etag }])).toEqual({
        ok: false,
        broken: { index: 0, id: 'same', reason: 'changed' },
      });
      await committed(bench.store, one, [{ op: 'delete', id: 'same', etag }]);
      expect(await bench.store.get(two, 'same')).toBeDefined();
    });

    it.each([
      [{ tenantId: '' }],
      [{ tenantId: 'a|h|2026-01' }],
      [{ tenantId: 'a', month: '2026-1' }],
      [{ tenantId: 'a', month: '2026-01|h|2026-02' }],
    ])('refuses a partition that could name another one: %j', async (partition) => {
      await expect(bench.store.get(partition, 'a')).rejects.toThrow(/cannot name|no month/);
      await expect(bench.store.commit(partition, creates(thing('a')))).rejects.toThrow(
        /cannot name|no month/,
      );
    });

    it('creates, replaces and removes lookups, which no partition shows', async () => {
      const id = `phone:${newTenant().tenantId}`;
      expect(await bench.store.getLookup(id)).toBeUndefined();
      await bench.store.putLookup({ id, tenantId: 'a', extra: [1] });
      expect(await bench.store.getLookup(id)).toEqual({ id, tenantId: 'a', extra: [1] });
      await bench.store.putLookup({ id, tenantId: 'b' });
      expect(await bench.store.getLookup(id)).toEqual({ id, tenantId: 'b' });
      expect(await bench.store.get({ tenantId: 'b' }, id)).toBeUndefined();
      await bench.store.deleteLookup(id);
      await bench.store.deleteLookup(id);
      expect(await bench.store.getLookup(id)).toBeUndefined();
    });
  });
}
