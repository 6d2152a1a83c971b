import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endpoints } from '../../../functions/http/endpoints.ts';
import {
  StoreUnavailableError,
  type DocumentStore,
} from '../../../shared/platform/store/document-store.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { bodyFor, furnishedEdge, pathOf, type FurnishedEdge } from './furnished-edge.ts';

let edge: FurnishedEdge;
beforeAll(async () => {
  edge = await furnishedEdge();
});
afterAll(async () => edge.stop());
beforeEach(() => {
  edge.replace({ records: edge.context.records });
  edge.setTime('2026-03-02T15:00:00Z');
});

const body = { firstName: 'Ada' };
const creating = endpoints.filter((it) => it.creates !== undefined);
let keys = 0;
const freshKey = (): Record<string, string> => ({ 'idempotency-key': `key-${String(++keys)}` });
const owners = async (): Promise<number> => {
  const list = await edge.ask('GET', 'owners?limit=200', { as: 'maple.staff' });
  return list.json.items?.length ?? -1;
};

describe('a creating request with a key', () => {
  it.each(creating)('creates once at $method $route, and says what a repeat is', async (it) => {
    const ask = { as: 'maple.owner', ...bodyFor(it) };
    const headers = { ...ask.headers, ...freshKey() };
    const target = pathOf(it, edge.ids);
    const first = await edge.ask(it.method, target, { ...ask, headers });
    expect(first.status).toBe(Number(Object.keys(it.replies)[0]));
    expect(first.headers.has('idempotency-replayed')).toBe(false);
    const before = edge.stored();
    const again = await edge.ask(it.method, target, { ...ask, headers });
    expect(again.status).toBe(first.status);
    expect(again.json).toEqual(first.json);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(edge.stored()).toBe(before);
  });

  it('shows what it created as it is now', async () => {
    const headers = freshKey();
    const first = await edge.ask('POST', 'owners', { as: 'maple.staff', body, headers });
    const changed = { as: 'maple.staff', body: { firstName: 'Grace' } };
    await edge.ask('PATCH', `owners/${String(first.json['id'])}`, changed);
    const again = await edge.ask('POST', 'owners', { as: 'maple.staff', body, headers });
    expect(again.status).toBe(201);
    expect(again.json).toMatchObject({ id: first.json['id'], firstName: 'Grace', revision: 2 });
    expect(again.headers.get('etag')).toBe('"2"');
  });

  it('creates once when eight arrive at the same time, and all get the same', async () => {
    const before = await owners();
    const headers = freshKey();
    const asked = Array.from({ length: 8 }, async () =>
      edge.ask('POST', 'owners', { as: 'maple.staff', body, headers }),
    );
    const answers = await Promise.all(asked);
    expect(answers.map((it) => it.status)).toEqual(Array.from({ length: 8 }, () => 201));
    expect(new Set(answers.map((it) => it.json['id'])).size).toBe(1);
    expect(await owners()).toBe(before + 1);
  });

  it('gets the created record even where its rival’s looks like a conflict', async () => {
    const headers = freshKey();
    const target = `pets/${String(edge.ids['petId'])}/vaccinations`;
    const certificate = { vaccine: 'bordetella', expiryDate: '2026-12-01' };
    const ask = { as: 'maple.staff', body: certificate, headers };
    const [one, two] = await Promise.all([
      edge.ask('POST', target, ask),
      edge.ask('POST', target, ask),
    ]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(one.json['id']).toBe(two.json['id']);
    const plain = await edge.ask('POST', target, { as: 'maple.staff', body: certificate });
    expect(plain.status).toBe(409);
  });

  it('leaves neither key nor record when it dies before its commit, and may be sent again', async () => {
    const headers = freshKey();
    const before = edge.stored();
    const down = async () => Promise.reject(new StoreUnavailableError('down'));
    edge.replace({ records: recordsOver({ ...edge.context.records.store, commit: down }) });
    const lost = await edge.ask('POST', 'owners', { as: 'maple.staff', body, headers });
    expect(lost.status).toBe(503);
    expect(edge.stored()).toBe(before);
    edge.replace({ records: edge.context.records });
    const again = await edge.ask('POST', 'owners', { as: 'maple.staff', body, headers });
    expect(again.status).toBe(201);
    expect(again.headers.has('idempotency-replayed')).toBe(false);
  });

  it('finds its record when the answer was lost after the commit', async () => {
    const headers = freshKey();
    const before = await owners();
    const { store } = edge.context.records;
    const commit: DocumentStore['commit'] = async (partition, writes) => {
      await store.commit(partition, writes);
      throw new StoreUnavailableError('reset');
    };
    edge.replace({ records: recordsOver({ ...store, commit }) });
    const lost = await edge.ask('POST', 'owners', { as: 'maple.staff', body, headers });
    expect(lost.status).toBe(503);
    edge.replace({ records: edge.context.records });
    const again = await edge.ask('POST', 'owners', { as: 'maple.staff', body, headers });
    expect(again.status).toBe(201);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await owners()).toBe(before + 1);
  });

  it('is not remembered when it was refused: a better body may use the key', async () => {
    const headers = freshKey();
    const bad = { as: 'maple.staff', body: { firstName: '' }, headers };
    expect((await edge.ask('POST', 'owners', bad)).status).toBe(422);
    const good = await edge.ask('POST', 'owners', { as: 'maple.staff', body, headers });
    expect(good.status).toBe(201);
  });
});

describe('a key', () => {
  it('with another body is 422 and changes nothing', async () => {
    const headers = freshKey();
    await edge.ask('POST', 'owners', { as: 'maple.staff', body, headers });
    const before = edge.stored();
    const other = { as: 'maple.staff', body: { firstName: 'Bea' }, headers };
    const answer = await edge.ask('POST', 'owners', other);
    expect(answer.status).toBe(422);
    expect(answer.json['type']).toBe('urn:petops:problem:idempotency-key-reused');
    expect(edge.stored()).toBe(before);
  });

  it('does not move to another parent', async () => {
    const headers = freshKey();
    const owner = await edge.ask('POST', 'owners', { as: 'maple.staff', body });
    const pet = { as: 'maple.staff', body: { name: 'Rex', species: 'dog' }, headers };
    await edge.ask('POST', `owners/${String(edge.ids['ownerId'])}/pets`, pet);
    const answer = await edge.ask('POST', `owners/${String(owner.json['id'])}/pets`, pet);
    expect(answer.status).toBe(422);
  });

  it('means another request to another member, another business and another route', async () => {
    const headers = freshKey();
    const seen = new Set<unknown>();
    for (const as of ['maple.staff', 'maple.owner', 'birch.staff']) {
      const answer = await edge.ask('POST', 'owners', { as, body, headers });
      expect(answer.status).toBe(201);
      expect(answer.headers.has('idempotency-replayed')).toBe(false);
      seen.add(answer.json['id']);
    }
    expect(seen.size).toBe(3);
    const pets = `owners/${String(edge.ids['ownerId'])}/pets`;
    const pet = { as: 'maple.staff', body: { name: 'Rex', species: 'dog' }, headers };
    expect((await edge.ask('POST', pets, pet)).status).toBe(201);
  });

  it('is forgotten after a day', async () => {
    const headers = freshKey();
    const ask = { as: 'maple.staff', body, headers };
    const first = await edge.ask('POST', 'owners', ask);
    edge.setTime('2026-03-03T14:59:59Z');
    expect((await edge.ask('POST', 'owners', ask)).json['id']).toBe(first.json['id']);
    edge.setTime('2026-03-03T15:00:01Z');
    const later = await edge.ask('POST', 'owners', ask);
    expect(later.status).toBe(201);
    expect(later.json['id']).not.toBe(first.json['id']);
  });

  it.each(['', 'two words', 'x'.repeat(256), 'key\u00e9', '\t'])(
    '%j is 400, says what is allowed, and changes nothing',
    async (key) => {
      const before = edge.stored();
      const headers = { 'idempotency-key': key };
      const answer = await edge.ask('POST', 'owners', { as: 'maple.staff', body, headers });
      expect(answer.status).toBe(400);
      expect(answer.json).toMatchObject({
        field: 'Idempotency-Key',
        allowed: '1 to 255 visible ASCII characters',
      });
      expect(edge.stored()).toBe(before);
    },
  );

  it('itself is not in the store, only what cannot be turned back into it', async () => {
    const headers = { 'idempotency-key': 'ada@example.com' };
    await edge.ask('POST', 'owners', { as: 'maple.staff', body, headers });
    expect(edge.stored()).toContain('requestKey');
    expect(edge.stored()).not.toContain('ada@example.com');
  });
});
