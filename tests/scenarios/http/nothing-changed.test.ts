import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../functions/http/endpoint.ts';
import { endpoints } from '../../../functions/http/endpoints.ts';
import type { Ask } from './edge.ts';
import { bodyFor, furnishedEdge, pathOf, type FurnishedEdge } from './furnished-edge.ts';

// Every endpoint that changes something, against every way of asking badly: each is answered as
// the description says, and the store holds the same bytes afterwards.

let edge: FurnishedEdge;
beforeAll(async () => {
  edge = await furnishedEdge();
});
afterAll(async () => edge.stop());

// Forms of the provider and of public pages are known by their signature, before anything else.
const byForm = new Set(['provider', 'public']);
const changing = endpoints.filter((it) => it.method !== 'GET' && !byForm.has(it.role));
const withJson = changing.filter((it) => it.body !== undefined);
const withBody = changing.filter((it) => it.body !== undefined || it.upload !== undefined);
const json = { 'content-type': 'application/json' };

async function refused(endpoint: Endpoint, ask: Ask, query = ''): Promise<Record<string, unknown>> {
  const before = edge.stored();
  const target = pathOf(endpoint, edge.ids) + query;
  const answer = await edge.ask(endpoint.method, target, { as: 'maple.owner', ...ask });
  expect(edge.stored()).toBe(before);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  return { ...answer.json, status: answer.status };
}

describe.each(withJson)('$method $route', (endpoint) => {
  const text = JSON.stringify(bodyFor(endpoint).body);

  it('names an unknown field, and changes nothing', async () => {
    const body = { ...(bodyFor(endpoint).body as object), surprise: 1 };
    expect(await refused(endpoint, { body })).toMatchObject({ status: 422, field: 'surprise' });
  });

  it('refuses invalid UTF-8, and changes nothing', async () => {
    const raw = new TextEncoder().encode(text.replace('"', '"\uffff'));
    raw[raw.indexOf(0xef)] = 0xff;
    expect(await refused(endpoint, { raw, headers: json })).toMatchObject({ status: 400 });
  });

  it('refuses half a body, and changes nothing', async () => {
    const ask = { raw: text.slice(0, -1), headers: json };
    expect(await refused(endpoint, ask)).toMatchObject({ status: 400 });
  });

  it('refuses a duplicate parameter, and changes nothing', async () => {
    const ask = { raw: text, headers: json };
    expect(await refused(endpoint, ask, '?a=1&a=2')).toMatchObject({ status: 400, field: 'a' });
  });
});

describe.each(withBody)('$method $route', (endpoint) => {
  it('refuses 2 MB more than it takes, and changes nothing', async () => {
    const length = (endpoint.upload?.maxBytes ?? 1_000_000) + 2_000_000;
    const ask = bodyFor(endpoint);
    // Announced only: what is refused by its length is not read.
    const headers = { ...json, ...ask.headers, 'content-length': String(length) };
    expect(await refused(endpoint, { ...ask, headers })).toMatchObject({ status: 413 });
  });

  it('refuses another content type, and changes nothing', async () => {
    const ask = { raw: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    expect(await refused(endpoint, ask)).toMatchObject({ status: 415 });
  });

  it('refuses a compressed body, and changes nothing', async () => {
    const ask = bodyFor(endpoint);
    const headers = { ...json, ...ask.headers, 'content-encoding': 'gzip' };
    expect(await refused(endpoint, { ...ask, headers })).toMatchObject({ status: 415 });
  });

  it('says that a body in chunks does not arrive, and changes nothing', async () => {
    // The runtime hands such a request over without its body.
    const headers = { ...json, 'transfer-encoding': 'chunked' };
    const ask = { raw: new Uint8Array(), headers };
    expect(await refused(endpoint, ask)).toMatchObject({ status: 411 });
  });
});

describe.each(changing)('$method $route', (endpoint) => {
  it('refuses a parameter that it does not know, and changes nothing', async () => {
    const problem = await refused(endpoint, bodyFor(endpoint), '?surprise=1');
    expect(problem).toMatchObject({ status: 400, field: 'surprise' });
  });

  it('refuses a broken If-Match, and changes nothing', async () => {
    const ask = bodyFor(endpoint);
    const headers = { ...json, ...ask.headers, 'if-match': '3' };
    const problem = await refused(endpoint, { ...ask, headers });
    expect(problem).toMatchObject({ status: 400, field: 'If-Match' });
  });

  it('does not go ahead on a revision that is gone, and changes nothing', async () => {
    const ask = bodyFor(endpoint);
    const headers = { ...json, ...ask.headers, 'if-match': '"999"' };
    const problem = await refused(endpoint, { ...ask, headers });
    expect([400, 412]).toContain(problem['status']);
  });
});

describe.each(changing.filter((it) => it.route.includes('{')))('$method $route', (endpoint) => {
  it.each(['..%2f..%2fetc%2fpasswd', '%00', 'a%0d%0aset-cookie:%20a=b', 'own_%F0%9F%90%95'])(
    'finds nothing under the id %s, and changes nothing',
    async (id) => {
      const before = edge.stored();
      const target = endpoint.route.replaceAll(/\{\w+\}/g, id);
      const ask = { as: 'maple.owner', ...bodyFor(endpoint) };
      const answer = await edge.ask(endpoint.method, target, ask);
      expect([400, 404]).toContain(answer.status);
      expect([...answer.headers.keys()]).not.toContain('set-cookie');
      expect(edge.stored()).toBe(before);
    },
  );
});
