import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../../functions/http/endpoints.ts';
import { phoneId } from '../../../shared/customers/model.ts';
import { jobId } from '../../../shared/jobs/model.ts';
import { startEdge, type Edge } from './edge.ts';

// Generated from the route table: an endpoint that is added is tested without a line here, as
// long as its parameters are among `ids` and its body among `bodies`; a missing one fails.

let edge: Edge;
const ids: Record<string, string> = {};
const MARK = 'Xanthippe';

const bodies: Record<string, unknown> = {
  'update-owner': { firstName: 'Stolen' },
  'create-pet': { name: 'Stolen', species: 'dog' },
  'update-pet': { name: 'Stolen' },
  'record-vaccination': { vaccine: 'rabies', expiryDate: '2027-01-01' },
  'correct-vaccination': { expiryDate: '2027-01-01' },
};

const queries: Record<string, readonly string[]> = {
  'list-vaccinations': ['valid', 'expiring', 'expired', 'missing'].map((it) => `?status=${it}`),
};

/** Lists that a new tenant finds filled. */
const bornWith = new Set(['jobs']);

beforeAll(async () => {
  edge = await startEdge();
  const as = 'maple.owner';
  const owner = await edge.ask('POST', 'owners', {
    as,
    body: { firstName: MARK, phone: '+14155550123' },
  });
  ids['ownerId'] = String(owner.json['id']);
  const pets = `owners/${ids['ownerId']}/pets`;
  const pet = await edge.ask('POST', pets, { as, body: { name: MARK, species: 'dog' } });
  ids['petId'] = String(pet.json['id']);
  const records = `pets/${ids['petId']}/vaccinations`;
  for (const [vaccine, expiryDate] of [
    ['dhpp', '2026-03-10'],
    ['lyme', '2026-02-01'],
    ['leptospirosis', '2027-01-01'],
  ]) {
    const body = { vaccine, expiryDate, veterinarian: MARK };
    const record = await edge.ask('POST', records, { as, body });
    ids['vaccinationId'] = String(record.json['id']);
  }
  ids['phoneId'] = phoneId('+14155550123');
  ids['job'] = 'maple-only';
  ids['messageId'] = 'msg_test';
  await writeWhatJobsWrite();
});
afterAll(async () => edge.stop());

const withIds = endpoints.filter((it) => it.route.includes('{'));
const lists = endpoints.filter((it) => it.method === 'GET' && !it.route.includes('{'));

describe('another tenant’s id', () => {
  it.each(withIds)(
    'is 404 without a hint at $method $route',
    async ({ method, route, name, body }) => {
      if (body !== undefined) expect(bodies).toHaveProperty(name);
      const filled = (source: Record<string, string>): string =>
        route.replaceAll(/\{(\w+)\}/g, (_whole, key: string) => {
          const value = source[key];
          if (value === undefined) throw new Error(`This test has no ${key}`);
          return value;
        });
      const ask = {
        as: 'birch.owner',
        ...(body !== undefined && { body: bodies[name] }),
      };
      const foreign = await edge.ask(method, filled(ids), ask);
      expect(foreign.status).toBe(404);
      expect(foreign.text).not.toContain(MARK);

      // It reads like an id that nobody has.
      const unknown = Object.fromEntries(Object.keys(ids).map((key) => [key, 'nobody_has_this']));
      const absent = await edge.ask(method, filled(unknown), ask);
      const shape = (answer: typeof absent): unknown => ({
        ...answer.json,
        correlationId: '',
        value: '',
        detail: String(answer.json['detail']).replaceAll(/"[^"]*"/g, '"…"'),
      });
      expect(shape(foreign)).toEqual(shape(absent));
    },
  );

  it('is found by its own tenant at every route that reads it', async () => {
    for (const { method, route } of withIds.filter((it) => it.method === 'GET')) {
      const target = route.replaceAll(/\{(\w+)\}/g, (_whole, key: string) => ids[key] ?? '');
      expect((await edge.ask(method, target, { as: 'maple.owner' })).status).toBe(200);
    }
  });
});

describe('a list', () => {
  const asked = lists.flatMap((it) =>
    (queries[it.name] ?? ['']).map((query) => ({ ...it, target: it.route + query })),
  );

  it.each(asked)('$target never holds another tenant’s documents', async ({ target, role }) => {
    const own = await edge.ask('GET', target, { as: 'maple.owner' });
    expect(own.status).toBe(200);
    const foreign = await edge.ask('GET', target, { as: 'birch.owner' });
    expect(foreign.status).toBe(200);
    for (const id of [...Object.values(ids), MARK]) expect(foreign.text).not.toContain(id);
    // The list must show something to its own tenant, or this test proves nothing.
    if (own.json.items !== undefined && role !== 'public') expect(own.json.items).not.toEqual([]);
    if (foreign.json.items === undefined || bornWith.has(target)) return;
    expect(foreign.json.items).toEqual([]);
  });

  it('shows nothing of another tenant to a cursor from there', async () => {
    await edge.ask('POST', 'owners', { as: 'maple.staff', body: { firstName: 'Zoe' } });
    const own = await edge.ask('GET', 'owners?limit=1', { as: 'maple.staff' });
    const cursor = String(own.json.next);
    const foreign = await edge.ask('GET', `owners?limit=1&cursor=${cursor}`, { as: 'birch.staff' });
    expect(foreign.text).not.toContain('Zoe');
    expect(foreign.text).not.toContain(MARK);
  });
});

/** Documents that only jobs write, so that every list has something to show. */
async function writeWhatJobsWrite(): Promise<void> {
  const at = edge.context.clock.now();
  const base = { tenantId: 'maple', schemaVersion: 1, createdAt: at, updatedAt: at };
  const subject = { ownerId: ids['ownerId'], petId: ids['petId'] };
  const alert = {
    ...base,
    ...subject,
    id: 'val_test',
    type: 'vaccinationAlert',
    vaccinationId: ids['vaccinationId'],
    vaccine: 'rabies',
    expiryDate: '2026-03-10',
    threshold: 14,
    scanDate: '2026-03-02',
    status: 'skipped',
    reason: 'opted-out',
  };
  const message = {
    ...base,
    id: 'msg_test',
    type: 'message',
    attempts: 0,
    purpose: 'service',
    ownerId: ids['ownerId'],
    phoneId: ids['phoneId'],
    to: '+14155550123',
    content: { kind: 'vaccination-digest', scanDate: '2026-03-02', items: [] },
    body: MARK,
    status: 'delivered',
    sends: 1,
    notAfter: at,
  };
  const notice = {
    ...base,
    id: 'ntc_test',
    type: 'notice',
    kind: 'scan-held',
    subject: { type: 'job', id: 'job_test' },
    detail: MARK,
    status: 'open',
  };
  const job = {
    ...base,
    id: jobId('maple-only'),
    type: 'job',
    job: 'maple-only',
    status: 'waiting',
    rule: { every: 'day', at: '06:00' },
    maxLateMinutes: 60,
    runNumber: 0,
    history: [],
    attempts: 0,
    revision: 1,
  };
  const result = await edge.context.records.commit({ tenantId: 'maple' }, [
    { op: 'create', document: alert },
    { op: 'create', document: message },
    { op: 'create', document: notice },
    { op: 'create', document: job },
  ]);
  if (!result.ok) throw new Error('The test documents could not be written');
}
