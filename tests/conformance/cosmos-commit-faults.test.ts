import { describe, expect, it } from 'vitest';
import {
  CommitTooLargeError,
  StoreUnavailableError,
  type Json,
} from '../../shared/platform/store/document-store.ts';
import type { CosmosPeer } from '../peers/cosmos/cosmos-peer.ts';
import type { Fault } from '../peers/cosmos/faults.ts';
import { DATABASE, openBench, peerWithContainers, storeOn } from './cosmos-bench.ts';
import { committed, creates, found, newTenant, thing } from './document-store/bench.ts';

// The failures are those of the service's documentation, produced by a local peer; none was
// recorded from the service or from an emulator.
const DOUBTFUL: [string, Fault['fails']][] = [
  ['a reset connection', 'reset'],
  ['a page of a proxy', 'garbage'],
  ['408', { status: 408 }],
  ['449', { status: 449, retryAfterMs: 1 }],
  ['500', { status: 500 }],
  ['503', { status: 503 }],
  ['503 inside the batch', { inBatch: 503 }],
];

function rivalWrites(peer: CosmosPeer, tenantId: string, document: Json): void {
  const rival = { ...document, pk: tenantId, commitId: 'cmt_rival' };
  peer.documents(DATABASE, 'records').put(tenantId, rival);
}

describe('a commit that may have happened', () => {
  it.each(DOUBTFUL)('is answered as done when it was, after %s', async (_, fails) => {
    const { peer, store, requests } = await openBench();
    const tenant = newTenant();
    peer.failNext({ on: 'batch', fails, applied: true });
    const etag = await committed(store, tenant, creates(thing('a'), thing('b')));
    expect(await store.get(tenant, 'a')).toEqual({ value: thing('a'), etag });
    expect(requests('batch')).toBe(1);
  });

  it.each(DOUBTFUL)('is sent again when it was not, after %s', async (_, fails) => {
    const { peer, store, requests } = await openBench();
    const tenant = newTenant();
    const first = await committed(store, tenant, creates(thing('a')));
    peer.failNext({ on: 'batch', fails });
    const etag = await committed(store, tenant, [{ op: 'touch', id: 'a', etag: first }]);
    expect((await found(store, tenant, 'a')).etag).toBe(etag);
    expect(requests('batch')).toBe(3);
  });

  it('is sent again when it only puts, whoever wrote over what it may have left', async () => {
    const { peer, store, requests } = await openBench();
    const tenant = newTenant();
    peer.failNext({
      on: 'batch',
      fails: 'reset',
      applied: true,
      meanwhile: () => rivalWrites(peer, tenant.tenantId, thing('mark', { by: 'rival' })),
    });
    await committed(store, tenant, [{ op: 'put', document: thing('mark', { by: 'us' }) }]);
    expect((await found(store, tenant, 'mark')).value['by']).toBe('us');
    expect(requests('batch')).toBe(2);
  });

  it('is judged by its guards, not by a mark that a rival has put since', async () => {
    const { peer, store } = await openBench();
    const tenant = newTenant();
    const etag = await committed(store, tenant, creates(thing('a')));
    peer.failNext({
      on: 'batch',
      fails: 'reset',
      applied: true,
      meanwhile: () => rivalWrites(peer, tenant.tenantId, thing('mark', { by: 'rival' })),
    });
    await committed(store, tenant, [
      { op: 'touch', id: 'a', etag },
      { op: 'put', document: thing('mark', { by: 'us' }) },
    ]);
    expect((await found(store, tenant, 'mark')).value['by']).toBe('rival');
  });

  it('is answered as done when the lost request arrives before its repetition', async () => {
    const { peer, store } = await openBench();
    const tenant = newTenant();
    peer.failNext({ on: 'batch', fails: 'reset' }, { on: 'batch', fails: 'twice' });
    const etag = await committed(store, tenant, creates(thing('a')));
    expect((await found(store, tenant, 'a')).etag).toBe(etag);
  });

  it('is answered as done when one of its documents proves it, though a rival wrote over another', async () => {
    const { peer, store } = await openBench();
    const tenant = newTenant();
    peer.failNext({
      on: 'batch',
      fails: 'reset',
      applied: true,
      meanwhile: () => rivalWrites(peer, tenant.tenantId, thing('a', { by: 'rival' })),
    });
    await committed(store, tenant, creates(thing('a'), thing('b')));
    expect((await found(store, tenant, 'a')).value['by']).toBe('rival');
  });

  it('names the guard a rival broke when another document proves that it never happened', async () => {
    const { peer, store } = await openBench();
    const tenant = newTenant();
    const etag = await committed(store, tenant, creates(thing('a'), thing('b')));
    peer.failNext({
      on: 'batch',
      fails: 'reset',
      meanwhile: () => rivalWrites(peer, tenant.tenantId, thing('a')),
    });
    const result = await store.commit(tenant, [
      { op: 'touch', id: 'a', etag },
      { op: 'touch', id: 'b', etag },
    ]);
    expect(result).toEqual({ ok: false, broken: { index: 0, id: 'a', reason: 'changed' } });
  });

  it('is not guessed about when a rival wrote over its only trace', async () => {
    const { peer, store } = await openBench();
    const tenant = newTenant();
    const etag = await committed(store, tenant, creates(thing('a')));
    peer.failNext({
      on: 'batch',
      fails: 'reset',
      applied: true,
      meanwhile: () => rivalWrites(peer, tenant.tenantId, thing('a')),
    });
    await expect(store.commit(tenant, [{ op: 'touch', id: 'a', etag }])).rejects.toThrow(
      StoreUnavailableError,
    );
  });

  it('is not guessed about when it deleted all it wrote; it is sent again when all is there', async () => {
    const { peer, store } = await openBench();
    const tenant = newTenant();
    const etag = await committed(store, tenant, creates(thing('a'), thing('b')));
    peer.failNext({ on: 'batch', fails: 'reset' });
    await committed(store, tenant, [{ op: 'delete', id: 'a', etag }]);
    peer.failNext({ on: 'batch', fails: 'reset', applied: true });
    await expect(store.commit(tenant, [{ op: 'delete', id: 'b', etag }])).rejects.toThrow(
      StoreUnavailableError,
    );
    expect(await store.getMany(tenant, ['a', 'b'])).toEqual([]);
  });

  it('is StoreUnavailableError when what became of it cannot be read', async () => {
    const { peer, store } = await openBench({ patienceMs: 100 });
    peer.failNext({ on: 'batch', fails: { status: 500 }, applied: true });
    peer.failAlways({ on: 'query', fails: { status: 503 } });
    await expect(store.commit(newTenant(), creates(thing('a')))).rejects.toThrow(
      StoreUnavailableError,
    );
  });
});

describe('a commit that certainly did not happen', () => {
  it.each<[string, Fault]>([
    ['the whole request', { on: 'batch', fails: { status: 429, retryAfterMs: 5 } }],
    ['one operation', { on: 'batch', fails: { inBatch: 429 } }],
  ])('is tried again when %s was throttled', async (_, fault) => {
    const { peer, store, requests } = await openBench();
    peer.failNext(fault, fault, fault);
    await committed(store, newTenant(), creates(thing('a')));
    expect(requests('batch')).toBe(4);
    expect(requests('query')).toBe(0);
  });

  it('is StoreUnavailableError once patience ends, and nothing was written', async () => {
    const { peer, store } = await openBench({ patienceMs: 100 });
    const tenant = newTenant();
    for (const status of [429, 503]) {
      peer.failAlways({ on: 'batch', fails: { status, retryAfterMs: 20 } });
      const refused = store.commit(tenant, creates(thing('a')));
      await expect(refused).rejects.toThrow(StoreUnavailableError);
      await expect(refused).rejects.toThrow(String(status));
    }
    expect(await store.get(tenant, 'a')).toBeUndefined();
  });

  it('is CommitTooLargeError when the service finds it too large', async () => {
    const { peer, store } = await openBench();
    peer.failNext({ on: 'batch', fails: { status: 413 } });
    await expect(store.commit(newTenant(), creates(thing('a')))).rejects.toThrow(
      CommitTooLargeError,
    );
  });

  it('does not look like an outage when the request itself was wrong', async () => {
    const { peer, store } = await openBench();
    peer.failNext({ on: 'batch', fails: { status: 400 } });
    const refused = store.commit(newTenant(), creates(thing('a')));
    await expect(refused).rejects.not.toThrow(StoreUnavailableError);
  });
});

describe('a guard', () => {
  it('costs no read of a document that this process has seen, and a touch sends none', async () => {
    const { store, requests } = await openBench();
    const tenant = newTenant();
    const text = 'x'.repeat(100_000);
    const created = await committed(store, tenant, creates(thing('a', { text })));
    const touched = await committed(store, tenant, [{ op: 'touch', id: 'a', etag: created }]);
    await committed(store, tenant, [{ op: 'delete', id: 'a', etag: touched }]);
    expect([requests('read'), requests('query'), requests('batch')]).toEqual([0, 0, 3]);
  });

  it('costs one query for all documents that another process wrote', async () => {
    const { peer, store } = await openBench();
    const tenant = newTenant();
    const etag = await committed(store, tenant, creates(thing('a'), thing('b'), thing('c')));
    const other = await storeOn(peer);
    await committed(other, tenant, [
      { op: 'touch', id: 'a', etag },
      { op: 'delete', id: 'b', etag },
      { op: 'replace', document: thing('c', { n: 1 }), etag },
    ]);
    expect(peer.arrived.get('query')).toBe(1);
  });
});

it('reports what a commit cost, also when its guard broke', async () => {
  const { store, charges } = await openBench();
  const tenant = newTenant();
  await committed(store, tenant, creates(thing('a'), thing('b')));
  await store.commit(tenant, creates(thing('a')));
  expect(charges).toEqual([
    { operation: 'commit', requestUnits: 11 },
    { operation: 'commit', requestUnits: 1 },
  ]);
});

it('leaves two instances on one account with the same truth after a doubt', async () => {
  const peer = await peerWithContainers();
  const [one, two] = [await storeOn(peer), await storeOn(peer)];
  const tenant = newTenant();
  const start = await committed(one, tenant, creates(thing('a', { n: 0 })));
  peer.failNext({ on: 'batch', fails: 'reset', applied: true });
  const rivals = await Promise.all(
    [one, two].map((store, n) =>
      store.commit(tenant, [{ op: 'replace', document: thing('a', { n }), etag: start }]),
    ),
  );
  const winners = rivals.flatMap((result, n) => (result.ok ? [{ n, etag: result.etag }] : []));
  expect(winners).toHaveLength(1);
  const stored = await found(two, tenant, 'a');
  expect({ n: stored.value['n'], etag: stored.etag }).toEqual(winners[0]);
});
