import { describe, expect, it } from 'vitest';
import { instantOf } from '../../shared/kernel/instant.ts';
import { InvariantError } from '../../shared/kernel/result.ts';
import { createContainers } from '../../shared/platform/store/cosmos/create-containers.ts';
import {
  InvalidCursorError,
  StoreUnavailableError,
  UnindexedQueryError,
} from '../../shared/platform/store/document-store.ts';
import { startCosmosPeer } from '../peers/cosmos/cosmos-peer.ts';
import { DATABASE, openBench, peerWithContainers, storeOn } from './cosmos-bench.ts';
import { committed, creates, filled, newTenant, thing } from './document-store/bench.ts';

describe('an account', () => {
  it.each(['Session', 'BoundedStaleness', 'ConsistentPrefix', 'Eventual'])(
    'with %s consistency is refused at the start, with the way out',
    async (consistency) => {
      const peer = await peerWithContainers({ consistency });
      await expect(storeOn(peer)).rejects.toThrow(
        `offers ${consistency} consistency; PetOps needs Strong`,
      );
      await expect(storeOn(peer, { consistency: 'any' })).resolves.toBeDefined();
    },
  );

  it('without the database is refused at the start, with the way out', async () => {
    const peer = await peerWithContainers();
    const opening = storeOn(peer, { database: 'another' });
    await expect(opening).rejects.toThrow(StoreUnavailableError);
    await expect(opening).rejects.toThrow('deploy the infrastructure first');
  });

  it.each<[string, object, string]>([
    ['is partitioned otherwise', { partitionKey: { paths: ['/id'] }, defaultTtl: -1 }, 'by /id'],
    ['lets nothing expire', { partitionKey: { paths: ['/pk'] } }, 'set its default ttl to -1'],
  ])('whose container %s is refused at the start', async (_, definition, reason) => {
    const peer = await peerWithContainers();
    await fetch(`${peer.endpoint}dbs/${DATABASE}/colls`, {
      method: 'POST',
      body: JSON.stringify({ id: 'records', ...definition }),
    });
    await expect(storeOn(peer)).rejects.toThrow(reason);
  });

  it('that refuses access is StoreUnavailableError, with the way out', async () => {
    const peer = await peerWithContainers();
    peer.failNext({ on: 'account', fails: { status: 403 } });
    const opening = storeOn(peer);
    await expect(opening).rejects.toThrow(StoreUnavailableError);
    await expect(opening).rejects.toThrow('check the key, or the role of the identity');
  });

  it('that nobody answers for is StoreUnavailableError once patience ends', async () => {
    const peer = await peerWithContainers();
    await peer.stop();
    await expect(storeOn(peer, { patienceMs: 100 })).rejects.toThrow(StoreUnavailableError);
  });

  it('that is throttled at the start is waited for', async () => {
    const peer = await peerWithContainers();
    peer.failNext(
      { on: 'account', fails: { status: 429, retryAfterMs: 1 } },
      { on: 'container', fails: { status: 503 } },
    );
    await expect(storeOn(peer)).resolves.toBeDefined();
  });

  it('keeps its containers and documents when they are to be made again', async () => {
    const { peer, store } = await openBench();
    const tenant = newTenant();
    await committed(store, tenant, creates(thing('a')));
    await createContainers({ endpoint: peer.endpoint, key: peer.key, database: DATABASE });
    expect(await store.get(tenant, 'a')).toBeDefined();
  });

  it('that cannot be reached makes no containers, and says so', async () => {
    const peer = await startCosmosPeer();
    peer.failAlways({ on: 'container', fails: { status: 401 } });
    const making = createContainers({ ...peer, database: DATABASE });
    await expect(making).rejects.toThrow(StoreUnavailableError);
    await peer.stop();
  });
});

describe('a read', () => {
  it.each([
    ['throttled', { status: 429, retryAfterMs: 1 }],
    ['refused for a moment', { status: 503 }],
    ['answered by a proxy', 'garbage'],
  ] as const)('that is %s in the middle is answered whole', async (_, fails) => {
    const { peer, store } = await openBench();
    const tenant = newTenant();
    const ids = Array.from({ length: 90 }, (_unused, i) => `id-${String(i).padStart(2, '0')}`);
    await filled(
      store,
      tenant,
      ids.map((id) => thing(id)),
    );
    for (const on of ['query', 'read'] as const) peer.failNext({ on, fails }, { on, fails });
    const page = await store.query(tenant, { type: 'thing', limit: 90 });
    expect(page.items.map(({ value }) => value.id)).toEqual(ids);
    expect((await store.get(tenant, 'id-00'))?.value.id).toBe('id-00');
  });

  it('that nobody answers is StoreUnavailableError once patience ends', async () => {
    const { peer, store } = await openBench({ patienceMs: 100 });
    const tenant = newTenant();
    const until = instantOf(0);
    for (const on of ['query', 'read', 'write'] as const) {
      peer.failAlways({ on, fails: { status: 503 } });
      const calls = {
        query: () => store.query(tenant, { type: 'thing', limit: 1 }),
        read: () => store.getLookup('a'),
        write: () => store.putLookup({ id: 'a' }),
      };
      await expect(calls[on]()).rejects.toThrow(StoreUnavailableError);
    }
    peer.failAlways({ on: 'query', fails: { status: 503 } });
    await expect(store.dueTenants('jobs', until)).rejects.toThrow(StoreUnavailableError);
  });

  it('that no index serves is refused before anything is asked', async () => {
    const { store, requests } = await openBench();
    const tenant = newTenant();
    const where = { colour: 'red' };
    const query = { type: 'thing', where, limit: 1 };
    await expect(store.query(tenant, query)).rejects.toThrow(UnindexedQueryError);
    await expect(store.count(tenant, { type: 'thing', where })).rejects.toThrow(
      UnindexedQueryError,
    );
    await expect(store.query(tenant, { type: 'thing', cursor: 'x', limit: 1 })).rejects.toThrow(
      InvalidCursorError,
    );
    expect(requests('query') + requests('plan')).toBe(0);
  });

  it.each(['', '.', '..', 'a/b', 'a?b', '..\\a', 'a#b', '\ud800', 'x'.repeat(1024)])(
    'of an id that no document can have (%j) finds nothing and asks nothing',
    async (id) => {
      const { store, requests } = await openBench();
      expect(await store.get(newTenant(), id)).toBeUndefined();
      expect(await store.getMany(newTenant(), [id])).toEqual([]);
      expect(await store.getLookup(id)).toBeUndefined();
      await store.deleteLookup(id);
      await expect(store.putLookup({ id })).rejects.toThrow(InvariantError);
      expect(requests('read') + requests('query') + requests('write')).toBe(0);
    },
  );

  it.each(['a b', 'é', '100%', 'a+b', "o'n", 'a:b|c', '\u{1F436}', 'a"b', '..a', '%2F', '%2e%2e'])(
    'finds %j by its id, whatever that means in an address',
    async (id) => {
      const { store } = await openBench();
      const tenant = newTenant();
      await committed(store, tenant, creates(thing(id)));
      await store.putLookup({ id, to: 'x' });
      expect((await store.get(tenant, id))?.value.id).toBe(id);
      expect(await store.getLookup(id)).toEqual({ id, to: 'x' });
      await store.deleteLookup(id);
      expect(await store.getLookup(id)).toBeUndefined();
    },
  );

  it('with several values for one field keeps hundreds of equal sort values in the order of ids', async () => {
    const { store } = await openBench();
    const tenant = newTenant();
    const documents = Array.from({ length: 150 }, (_, i) => {
      // The peer keeps documents as they came: backwards.
      const id = `id-${String(150 - i).padStart(3, '0')}`;
      return thing(id, { ownerId: `own-${i % 3}`, nextAlertOn: i % 50 === 0 ? 'a' : 'b' });
    });
    await filled(store, tenant, documents);
    for (const direction of ['asc', 'desc'] as const) {
      const query = {
        type: 'thing',
        where: { ownerId: { in: ['own-0', 'own-1'] }, nextAlertOn: { to: 'b' } },
        orderBy: { field: 'nextAlertOn', direction },
        limit: 7,
      };
      const seen: string[] = [];
      for (let cursor: string | undefined, first = true; first || cursor; first = false) {
        const page = await store.query(tenant, { ...query, ...(cursor && { cursor }) });
        seen.push(...page.items.map((it) => `${String(it.value['nextAlertOn'])} ${it.value.id}`));
        cursor = page.next;
      }
      const sorted = seen.toSorted();
      expect(seen).toEqual(direction === 'asc' ? sorted : sorted.toReversed());
      expect(new Set(seen).size).toBe(100);
    }
  });

  it('reports what it cost, each under its name', async () => {
    const { store, charges } = await openBench();
    const tenant = newTenant();
    await store.get(tenant, 'a');
    await store.getMany(tenant, ['a', 'b']);
    await store.query(tenant, { type: 'thing', limit: 1 });
    await store.count(tenant, { type: 'thing' });
    await store.due({ dueKind: 'jobs', until: instantOf(0), limit: 1 });
    await store.dueTenants('jobs', instantOf(0));
    await store.putLookup({ id: 'a' });
    expect(charges.map(({ operation }) => operation)).toEqual([
      'get',
      'getMany',
      'query',
      'count',
      'due',
      'dueTenants',
      'lookup',
    ]);
    expect(charges.filter(({ requestUnits }) => requestUnits <= 0)).toEqual([]);
  });
});
