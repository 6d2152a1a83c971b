import { beforeEach, describe, expect, it } from 'vitest';
import { addMs, instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import type { Json } from '../../../shared/platform/store/document-store.ts';
import {
  allIds,
  benchFor,
  committed,
  creates,
  found,
  newTenant,
  thing,
  type StoreFactory,
} from './bench.ts';

const NOON = instantOf(Date.UTC(2026, 2, 1, 12));

/** What the reads across tenants promise. */
export function dueWork(factory: StoreFactory): void {
  describe('due work', () => {
    const bench = benchFor(factory);
    let dueKind: string;
    let kinds = 0;
    beforeEach(() => {
      kinds += 1;
      dueKind = `kind-${kinds}-${newTenant().tenantId}`;
    });
    const work = (id: string, secondsAfterNoon: number, fields = {}): Json =>
      thing(id, { dueKind, dueAt: addMs(NOON, secondsAfterNoon * 1000), ...fields });

    it('lists the work of one kind across tenants, oldest first, up to and including the instant', async () => {
      const [one, two] = [newTenant(), newTenant()];
      await committed(
        bench.store,
        one,
        creates(
          work('a', -5),
          work('b', 0),
          work('late', 0.001),
          work('other', -9, { dueKind: 'x' }),
        ),
      );
      await committed(bench.store, two, creates(work('c', -7), work('a', -1), thing('idle')));
      const due = await bench.store.due({ dueKind, until: NOON, limit: 10 });
      expect(due).toEqual([
        { tenantId: two.tenantId, id: 'c', dueKind, dueAt: addMs(NOON, -7000) },
        { tenantId: one.tenantId, id: 'a', dueKind, dueAt: addMs(NOON, -5000) },
        { tenantId: two.tenantId, id: 'a', dueKind, dueAt: addMs(NOON, -1000) },
        { tenantId: one.tenantId, id: 'b', dueKind, dueAt: NOON },
      ]);
      const oldest = await bench.store.due({ dueKind, until: NOON, limit: 2 });
      expect(oldest).toEqual(due.slice(0, 2));
      const ofOne = { dueKind, until: NOON, limit: 10, tenantId: one.tenantId };
      expect(await bench.store.due(ofOne)).toEqual([due[1], due[3]]);
      expect(await bench.store.due({ ...ofOne, limit: 1 })).toEqual([due[1]]);
    });

    it('counts what is due per tenant and leaves out tenants without any', async () => {
      const [one, two, three] = [newTenant(), newTenant(), newTenant()];
      await committed(bench.store, one, creates(work('a', -5), work('b', 0), work('late', 1)));
      await committed(bench.store, two, creates(work('a', -7)));
      await committed(bench.store, three, creates(work('late', 1)));
      const counts = await bench.store.dueTenants(dueKind, NOON);
      expect(counts).toHaveLength(2);
      expect(counts).toEqual(
        expect.arrayContaining([
          { tenantId: one.tenantId, count: 2 },
          { tenantId: two.tenantId, count: 1 },
        ]),
      );
    });

    it('forgets work once its due fields are gone, moved or deleted', async () => {
      const tenant = newTenant();
      const etag = await committed(
        bench.store,
        tenant,
        creates(work('done', -1), work('moved', -1), work('deleted', -1)),
      );
      await committed(bench.store, tenant, [
        { op: 'replace', document: thing('done'), etag },
        { op: 'replace', document: work('moved', 60), etag },
        { op: 'delete', id: 'deleted', etag },
      ]);
      expect(await bench.store.due({ dueKind, until: NOON, limit: 10 })).toEqual([]);
      expect(await bench.store.dueTenants(dueKind, NOON)).toEqual([]);
      const later = await bench.store.due({ dueKind, until: addMs(NOON, 60_000), limit: 10 });
      expect(later.map((it) => it.id)).toEqual(['moved']);
    });

    it('never lists history, half-filled or malformed due fields', async () => {
      const tenant = newTenant();
      await committed(bench.store, { ...tenant, month: '2026-03' }, creates(work('cold', -1)));
      await committed(
        bench.store,
        tenant,
        creates(
          thing('no-time', { dueKind }),
          thing('no-kind', { dueAt: NOON }),
          thing('number', { dueKind, dueAt: 5 }),
          thing('null', { dueKind, dueAt: null }),
        ),
      );
      expect(await bench.store.due({ dueKind, until: NOON, limit: 10 })).toEqual([]);
      expect(await bench.store.dueTenants(dueKind, NOON)).toEqual([]);
    });
  });
}

/** What a document's `ttl` promises. */
export function expiry(factory: StoreFactory): void {
  describe('expiry', () => {
    const bench = benchFor(factory);
    const until = '9999-12-31T00:00:00.000Z' as Instant;

    it('shows a document until its ttl has run out, and nowhere afterwards', async () => {
      const tenant = newTenant();
      const dueKind = `kind-${tenant.tenantId}`;
      const fields = { ttl: 3, nameKey: 'n', dueKind, dueAt: NOON };
      const etag = await committed(
        bench.store,
        tenant,
        creates(thing('short', fields), thing('stays', { ...fields, ttl: 3600 })),
      );
      const query = { type: 'thing', orderBy: { field: 'nameKey' }, limit: 1 };
      const shown = async (): Promise<unknown[]> => [
        (await bench.store.get(tenant, 'short')) !== undefined,
        (await bench.store.getMany(tenant, ['short', 'stays'])).length,
        (await allIds(bench.store, tenant, query)).length,
        await bench.store.count(tenant, { type: 'thing' }),
        (await bench.store.due({ dueKind, until, limit: 9 })).length,
        (await bench.store.due({ dueKind, until, limit: 9, tenantId: tenant.tenantId })).length,
        (await bench.store.dueTenants(dueKind, until))[0]?.count,
      ];
      await bench.subject.advance(2000);
      expect(await shown()).toEqual([true, 2, 2, 2, 2, 2, 2]);
      await bench.subject.advance(1000);
      expect(await shown()).toEqual([false, 1, 1, 1, 1, 1, 1]);
      for (const op of ['touch', 'delete'] as const) {
        const result = await bench.store.commit(tenant, [{ op, id: 'short', etag }]);
        expect(result).toMatchObject({ broken: { reason: 'missing' } });
      }
      const replaced = await bench.store.commit(tenant, [
        { op: 'replace', document: thing('short'), etag },
      ]);
      expect(replaced).toMatchObject({ broken: { reason: 'missing' } });
    });

    it('lets the id of an expired document be created again, whole and new', async () => {
      const tenant = newTenant();
      await committed(bench.store, tenant, creates(thing('a', { ttl: 1, nameKey: 'old' })));
      await bench.subject.advance(1000);
      const etag = await committed(bench.store, tenant, creates(thing('a', { n: 2 })));
      await bench.subject.advance(3_600_000);
      expect(await bench.store.get(tenant, 'a')).toEqual({ value: thing('a', { n: 2 }), etag });
      expect(await bench.store.count(tenant, { type: 'thing', where: { nameKey: 'old' } })).toBe(0);
    });

    it.each(['replace', 'touch'] as const)('counts the ttl anew from a %s', async (op) => {
      const tenant = newTenant();
      await committed(bench.store, tenant, creates(thing('a', { ttl: 3 })));
      await bench.subject.advance(2000);
      const { value, etag } = await found(bench.store, tenant, 'a');
      await committed(bench.store, tenant, [
        op === 'touch' ? { op, id: 'a', etag } : { op, document: value, etag },
      ]);
      await bench.subject.advance(2000);
      await found(bench.store, tenant, 'a');
      await bench.subject.advance(1000);
      expect(await bench.store.get(tenant, 'a')).toBeUndefined();
    });

    it('keeps a document whose ttl was taken away', async () => {
      const tenant = newTenant();
      const etag = await committed(bench.store, tenant, creates(thing('a', { ttl: 1 })));
      await committed(bench.store, tenant, [{ op: 'replace', document: thing('a'), etag }]);
      await bench.subject.advance(5000);
      expect((await found(bench.store, tenant, 'a')).value).toEqual(thing('a'));
    });
  });
}
