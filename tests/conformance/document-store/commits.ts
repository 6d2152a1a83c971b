import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../shared/kernel/result.ts';
import {
  CommitTooLargeError,
  MAX_COMMIT_BYTES,
  MAX_COMMIT_WRITES,
  type Json,
  type Write,
} from '../../../shared/platform/store/document-store.ts';
import {
  benchFor,
  committed,
  creates,
  found,
  newTenant,
  thing,
  type StoreFactory,
} from './bench.ts';

const STALE = 'cmt_22222222222222222222';

/** What one commit promises: guards, atomicity and limits. */
export function commits(factory: StoreFactory): void {
  describe('commit', () => {
    const bench = benchFor(factory);

    it('refuses to create what exists, to write what is missing or what has changed', async () => {
      const tenant = newTenant();
      await committed(bench.store, tenant, creates(thing('a', { n: 1 })));
      const cases: [Write, string][] = [
        [{ op: 'create', document: thing('a', { n: 2 }) }, 'exists'],
        [{ op: 'replace', document: thing('a', { n: 2 }), etag: STALE }, 'changed'],
        [{ op: 'delete', id: 'a', etag: STALE }, 'changed'],
        [{ op: 'touch', id: 'a', etag: STALE }, 'changed'],
        [{ op: 'replace', document: thing('none'), etag: STALE }, 'missing'],
        [{ op: 'delete', id: 'none', etag: STALE }, 'missing'],
        [{ op: 'touch', id: 'none', etag: STALE }, 'missing'],
      ];
      for (const [write, reason] of cases) {
        const result = await bench.store.commit(tenant, [write]);
        expect(result).toMatchObject({ ok: false, broken: { index: 0, reason } });
      }
      expect((await found(bench.store, tenant, 'a')).value).toEqual(thing('a', { n: 1 }));
    });

    it('applies nothing when one guard is broken, and names the first in order', async () => {
      const tenant = newTenant();
      const etag = await committed(
        bench.store,
        tenant,
        creates(thing('replaced'), thing('deleted'), thing('touched'), thing('exists')),
      );
      const before = await bench.store.getMany(tenant, [
        'replaced',
        'deleted',
        'touched',
        'exists',
      ]);
      const result = await bench.store.commit(tenant, [
        { op: 'replace', document: thing('replaced', { n: 2 }), etag },
        { op: 'delete', id: 'deleted', etag },
        { op: 'touch', id: 'touched', etag },
        { op: 'create', document: thing('new') },
        { op: 'create', document: thing('exists') },
        { op: 'touch', id: 'none', etag },
      ]);
      expect(result).toEqual({ ok: false, broken: { index: 4, id: 'exists', reason: 'exists' } });
      const after = await bench.store.getMany(tenant, [...before.map((it) => it.value.id), 'new']);
      expect(after).toEqual(before);
    });

    it('gives all documents of a commit one ETag, another one each time', async () => {
      const tenant = newTenant();
      const first = await committed(bench.store, tenant, creates(thing('a'), thing('b')));
      const second = await committed(bench.store, tenant, [
        { op: 'replace', document: thing('a', { n: 2 }), etag: first },
        { op: 'touch', id: 'b', etag: first },
      ]);
      const both = await bench.store.getMany(tenant, ['a', 'b']);
      expect(both.map((it) => it.etag)).toEqual([second, second]);
      expect(second).not.toBe(first);
    });

    it('replaces whole documents: fields left out are gone, in queries too', async () => {
      const tenant = newTenant();
      const etag = await committed(
        bench.store,
        tenant,
        creates(thing('a', { nameKey: 'x', n: 1 })),
      );
      await committed(bench.store, tenant, [
        { op: 'replace', document: thing('a', { n: 2 }), etag },
      ]);
      expect((await found(bench.store, tenant, 'a')).value).toEqual(thing('a', { n: 2 }));
      expect(await bench.store.count(tenant, { type: 'thing', where: { nameKey: 'x' } })).toBe(0);
    });

    it('leaves a touched document as it is but breaks the guards of its rivals', async () => {
      const tenant = newTenant();
      const etag = await committed(bench.store, tenant, creates(thing('a', { kept: { x: [1] } })));
      await committed(bench.store, tenant, [{ op: 'touch', id: 'a', etag }]);
      expect((await found(bench.store, tenant, 'a')).value).toEqual(
        thing('a', { kept: { x: [1] } }),
      );
      const rival = await bench.store.commit(tenant, [{ op: 'touch', id: 'a', etag }]);
      expect(rival).toMatchObject({ broken: { reason: 'changed' } });
    });

    it('puts a document whether it is there or not, and guards nothing', async () => {
      const tenant = newTenant();
      const mark = (n: number): Write => ({ op: 'put', document: thing('mark', { n }) });
      const first = await committed(bench.store, tenant, [mark(1), ...creates(thing('a'))]);
      expect(await bench.store.get(tenant, 'mark')).toEqual({
        value: thing('mark', { n: 1 }),
        etag: first,
      });
      const second = await committed(bench.store, tenant, [mark(2)]);
      expect(await bench.store.get(tenant, 'mark')).toEqual({
        value: thing('mark', { n: 2 }),
        etag: second,
      });
      expect((await found(bench.store, tenant, 'a')).etag).toBe(first);
    });

    it('keeps a mark that was put again from being deleted by whoever read it before', async () => {
      const tenant = newTenant();
      const put: Write = { op: 'put', document: thing('mark') };
      const read = await committed(bench.store, tenant, [put]);
      await committed(bench.store, tenant, [put]);
      const late = await bench.store.commit(tenant, [{ op: 'delete', id: 'mark', etag: read }]);
      expect(late).toMatchObject({ ok: false, broken: { id: 'mark', reason: 'changed' } });
    });

    it('puts nothing when another guard of the commit is broken', async () => {
      const tenant = newTenant();
      const result = await bench.store.commit(tenant, [
        { op: 'put', document: thing('mark') },
        { op: 'touch', id: 'none', etag: STALE },
      ]);
      expect(result).toMatchObject({ ok: false, broken: { index: 1, id: 'none' } });
      expect(await bench.store.get(tenant, 'mark')).toBeUndefined();
    });

    it('lets many put one mark at once beside writes of their own, and loses none', async () => {
      const tenant = newTenant();
      const stores = [bench.store, await bench.subject.open()];
      const results = await Promise.all(
        Array.from({ length: 20 }, async (_, by) =>
          (stores[by % stores.length] ?? bench.store).commit(tenant, [
            { op: 'create', document: thing(`of-${by}`) },
            { op: 'put', document: thing('mark') },
          ]),
        ),
      );
      expect(results.every((it) => it.ok)).toBe(true);
      expect(await bench.store.count(tenant, { type: 'thing' })).toBe(21);
      await stores[1]?.close();
    });

    it('lets an id be created again after its deletion, and old ETags stay broken', async () => {
      const tenant = newTenant();
      const first = await committed(bench.store, tenant, creates(thing('a')));
      await committed(bench.store, tenant, [{ op: 'delete', id: 'a', etag: first }]);
      expect(await bench.store.get(tenant, 'a')).toBeUndefined();
      await committed(bench.store, tenant, creates(thing('a')));
      const stale = await bench.store.commit(tenant, [{ op: 'delete', id: 'a', etag: first }]);
      expect(stale).toMatchObject({ broken: { reason: 'changed' } });
    });

    it('takes as many writes as the limit says and refuses one more', async () => {
      const tenant = newTenant();
      const documents = Array.from({ length: MAX_COMMIT_WRITES + 1 }, (_, i) => thing(`id-${i}`));
      await expect(bench.store.commit(tenant, creates(...documents))).rejects.toThrow(
        CommitTooLargeError,
      );
      expect(await bench.store.count(tenant, { type: 'thing' })).toBe(0);
      await committed(bench.store, tenant, creates(...documents.slice(1)));
      expect(await bench.store.count(tenant, { type: 'thing' })).toBe(MAX_COMMIT_WRITES);
    });

    it('takes as many bytes of UTF-8 as the limit says and refuses one more', async () => {
      const tenant = newTenant();
      const envelope = JSON.stringify(thing('a', { text: '' })).length;
      // Two bytes per character: counting characters would let twice as much pass.
      const room = Math.floor((MAX_COMMIT_BYTES - envelope) / 2);
      const fits = thing('a', { text: 'é'.repeat(room) });
      const tooLarge = thing('a', { text: 'é'.repeat(room + 1) });
      await expect(bench.store.commit(tenant, creates(tooLarge))).rejects.toThrow(
        CommitTooLargeError,
      );
      await committed(bench.store, tenant, creates(fits));
      expect((await found(bench.store, tenant, 'a')).value).toEqual(fits);
    });

    it('adds up the bytes of all documents of a commit', async () => {
      const half = 'x'.repeat(MAX_COMMIT_BYTES / 2);
      const both = creates(thing('a', { half }), thing('b', { half }));
      await expect(bench.store.commit(newTenant(), both)).rejects.toThrow(CommitTooLargeError);
    });

    it('refuses one id twice and a commit without writes', async () => {
      const tenant = newTenant();
      const twice: Write[] = [...creates(thing('a')), { op: 'delete', id: 'a', etag: STALE }];
      await expect(bench.store.commit(tenant, twice)).rejects.toThrow(InvariantError);
      await expect(bench.store.commit(tenant, [])).rejects.toThrow(InvariantError);
      expect(await bench.store.get(tenant, 'a')).toBeUndefined();
    });

    it.each([
      ['an empty id', thing('')],
      ['an id with a slash', thing('a/b')],
      ['an id that is a step in an address', thing('..')],
      ['an id with a control character', thing('a\u0000b')],
      ['an id that is no text', { id: 7 } as unknown as Json],
      ['an id above 1023 bytes', thing('x'.repeat(1024))],
      ['a ttl of 0', thing('a', { ttl: 0 })],
      ['a ttl in fractions', thing('a', { ttl: 1.5 })],
      ['a ttl that is no number', thing('a', { ttl: '60' })],
      ['a document of another tenant', thing('a', { tenantId: 'somebody-else' })],
      ['a document with a field of the store', thing('a', { commitId: 'x' })],
    ])('refuses %s', async (_, document) => {
      await expect(bench.store.commit(newTenant(), creates(document))).rejects.toThrow(
        InvariantError,
      );
    });

    it('lets exactly one of many commits on one ETag win, from several instances', async () => {
      const tenant = newTenant();
      const etag = await committed(bench.store, tenant, creates(thing('a', { by: -1 })));
      const stores = [bench.store, await bench.subject.open(), await bench.subject.open()];
      const results = await Promise.all(
        Array.from({ length: 30 }, async (_, by) =>
          (stores[by % stores.length] ?? bench.store).commit(tenant, [
            { op: 'replace', document: thing('a', { by }), etag },
            { op: 'create', document: thing(`of-${by}`) },
          ]),
        ),
      );
      const winners = results.flatMap((result, by) => (result.ok ? [by] : []));
      expect(winners).toHaveLength(1);
      const stored = await found(bench.store, tenant, 'a');
      expect(stored.value['by']).toBe(winners[0]);
      expect(results[winners[0] ?? -1]).toEqual({ ok: true, etag: stored.etag });
      expect(await bench.store.count(tenant, { type: 'thing' })).toBe(2);
      await Promise.all(stores.slice(1).map((store) => store.close()));
    });
  });
}
