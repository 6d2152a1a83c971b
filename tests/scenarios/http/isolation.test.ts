import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../../functions/http/endpoints.ts';
import { bodyFor, furnishedEdge, MARK, pathOf, type FurnishedEdge } from './furnished-edge.ts';

// Generated from the route table: an endpoint that is added is tested without a line here, as
// long as furnished-edge.ts has an id for each of its placeholders; a missing one fails.

const queries: Record<string, readonly string[]> = {
  'search-customers': [`?q=${MARK.slice(0, 4)}`],
  'get-schedule': ['?date=2026-03-10'],
  'get-sms-analytics': ['', '&groupBy=day', '&groupBy=reason'].map(
    (it) => `?from=2026-03-01&to=2026-04-01${it}`,
  ),
  'list-vaccinations': ['valid', 'expiring', 'expired', 'missing'].map((it) => `?status=${it}`),
};

/** Lists of what one document stands for; another tenant's is not found there. */
const byId: Record<string, string> = {
  'get-availability': '?serviceId={serviceId}&from=2026-03-10&to=2026-03-10',
};

/** Lists that a new tenant finds filled. */
const bornWith = new Set(['workflow-library', 'jobs', 'members', 'ready-made-segments']);

let edge: FurnishedEdge;
beforeAll(async () => {
  edge = await furnishedEdge();
});
afterAll(async () => edge.stop());

const withIds = endpoints.filter((it) => it.route.includes('{') && it.role !== 'public');
// Whoever holds such a link may follow it: it belongs to nobody who signs in.
const open = endpoints.filter((it) => it.route.includes('{') && it.role === 'public');
const reads = endpoints.filter((it) => it.method === 'GET' && !it.route.includes('{'));
const lists = reads.filter(({ name }) => byId[name] === undefined);
const listsById = reads.filter(({ name }) => byId[name] !== undefined);
const changes = endpoints.filter((it) => it.method !== 'GET' && !it.route.includes('{'));

it('knows a case for every endpoint', () => {
  expect(withIds.length + open.length + reads.length + changes.length).toBe(endpoints.length);
  expect(open.map((it) => it.name)).toEqual([
    'follow-short-link',
    'show-unsubscribe',
    'unsubscribe-address',
    'show-opt-in',
    'confirm-opt-in',
  ]);
});

describe('another tenant’s id', () => {
  it.each(withIds)('is 404 without a hint at $method $route', async (endpoint) => {
    const { method } = endpoint;
    const ask = { as: 'birch.owner', ...bodyFor(endpoint) };
    const before = edge.stored('maple');
    const foreign = await edge.ask(method, pathOf(endpoint, edge.ids), ask);
    expect(foreign.status).toBe(404);
    expect(foreign.text).not.toContain(MARK);
    expect(edge.stored('maple')).toBe(before);

    // It reads like an id that nobody has.
    const unknown = Object.fromEntries(Object.keys(edge.ids).map((key) => [key, 'nobody_has_it']));
    const absent = await edge.ask(method, pathOf(endpoint, unknown), ask);
    const shape = (answer: typeof absent): unknown => ({
      ...answer.json,
      correlationId: '',
      value: '',
      detail: String(answer.json['detail']).replaceAll(/"[^"]*"/g, '"…"'),
    });
    expect(shape(foreign)).toEqual(shape(absent));
  });

  it('is found by its own tenant at every route that reads it', async () => {
    for (const endpoint of withIds.filter((it) => it.method === 'GET')) {
      const answer = await edge.ask('GET', pathOf(endpoint, edge.ids), { as: 'maple.owner' });
      expect(answer.status, endpoint.name).toBe(200);
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
    for (const id of [...Object.values(edge.ids), MARK]) expect(foreign.text).not.toContain(id);
    // The list must show something to its own tenant, or this test proves nothing.
    if (own.json.items !== undefined && role !== 'public') expect(own.json.items).not.toEqual([]);
    if (foreign.json.items === undefined || bornWith.has(target)) return;
    expect(foreign.json.items).toEqual([]);
  });

  it.each(listsById)('$route is not found with another tenant’s id', async (endpoint) => {
    const query = byId[endpoint.name] ?? '';
    const target = endpoint.route + pathOf({ ...endpoint, route: query }, edge.ids);
    const own = await edge.ask('GET', target, { as: 'maple.owner' });
    expect(own.status).toBe(200);
    expect(own.json.items).not.toEqual([]);
    const foreign = await edge.ask('GET', target, { as: 'birch.owner' });
    expect(foreign.status).toBe(404);
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

describe('a change that names no id', () => {
  it.each(changes)('at $method $route leaves other tenants as they are', async (endpoint) => {
    const ask = { as: 'birch.owner', ...bodyFor(endpoint) };
    const before = edge.stored('maple');
    const answer = await edge.ask(endpoint.method, endpoint.route, ask);
    expect(answer.status).toBeLessThan(500);
    expect(answer.text).not.toContain(MARK);
    expect(edge.stored('maple')).toBe(before);
  });
});
