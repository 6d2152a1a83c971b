import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityUnavailableError } from '../../../shared/platform/identity/token-verifier.ts';
import { StoreUnavailableError } from '../../../shared/platform/store/document-store.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { startEdge, type Edge } from './edge.ts';

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(async () => edge.stop());

const owner = { firstName: 'Ada', lastName: 'Byron' };

describe('a body', () => {
  it('of 2 MB is answered with 413 and the limit', async () => {
    const raw = JSON.stringify({ ...owner, notes: 'x'.repeat(2_000_000) });
    const headers = { 'content-type': 'application/json' };
    const answer = await edge.ask('POST', 'owners', { as: 'maple.staff', raw, headers });
    expect(answer.status).toBe(413);
    expect(answer.json).toMatchObject({
      type: 'urn:petops:problem:body-too-large',
      value: raw.length,
      allowed: 'at most 1000000 bytes',
    });
  });

  it('is refused by its announced length before it is read', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': '3000000' };
    const answer = await edge.ask('POST', 'owners', { as: 'maple.staff', raw: '{}', headers });
    expect(answer.status).toBe(413);
  });

  it.each([
    ['broken JSON', '{"firstName": '],
    ['nothing at all', ''],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('of %s is 400 and is not quoted', async (_what, raw) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await edge.ask('POST', 'owners', { as: 'maple.staff', raw, headers });
    expect(answer.status).toBe(400);
    expect(answer.json['type']).toBe('urn:petops:problem:invalid-json');
    expect(answer.text).not.toContain('firstName');
  });

  it.each([
    ['text/plain', {}],
    ['', {}],
    ['application/json; charset=latin1', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('of type %j with %j is 415', async (type, extra) => {
    const headers = { 'content-type': type, ...extra };
    const raw = JSON.stringify(owner);
    const answer = await edge.ask('POST', 'owners', { as: 'maple.staff', raw, headers });
    expect(answer.status).toBe(415);
    expect(answer.json['allowed']).toBeDefined();
  });

  it('with several faults names each field, its value and what is allowed', async () => {
    const body = { firstName: '', status: 'gone', smsOptedIn: 'yes', colour: 'red', email: 'x' };
    const answer = await edge.ask('POST', 'owners', { as: 'maple.staff', body });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const errors = answer.json['errors'] as { field: string }[];
    expect(errors.map((it) => it.field).sort()).toEqual([
      'colour',
      'email',
      'firstName',
      'smsOptedIn',
      'status',
    ]);
    expect(errors).toContainEqual({
      field: 'firstName',
      value: '',
      detail: 'is too short',
      allowed: 'at least 1 characters',
    });
    expect(errors).toContainEqual({ field: 'colour', detail: 'is not a known field' });
    expect(errors).toContainEqual({
      field: 'email',
      value: 'x',
      detail: 'must be an e-mail address',
    });
  });

  it.each([
    ['an array', []],
    ['null', null],
    ['a string', 'hello'],
    ['a nest 100,000 deep', undefined],
  ])('that is %s is refused as a whole', async (_what, body) => {
    const raw = body === undefined ? '['.repeat(100_000) + ']'.repeat(100_000) : undefined;
    const headers = { 'content-type': 'application/json' };
    const ask = { as: 'maple.staff', headers, ...(raw === undefined ? { body } : { raw }) };
    const answer = await edge.ask('POST', 'owners', ask);
    expect([400, 422]).toContain(answer.status);
  });

  it('that tries to reach a prototype is refused like any unknown field', async () => {
    const raw = '{"firstName":"Ada","__proto__":{"role":"owner"},"constructor":1}';
    const headers = { 'content-type': 'application/json' };
    const answer = await edge.ask('POST', 'owners', { as: 'maple.staff', raw, headers });
    expect(answer.status).toBe(422);
  });

  it('shortens a long value in the answer', async () => {
    const body = { firstName: 'x'.repeat(5000) };
    const answer = await edge.ask('POST', 'owners', { as: 'maple.staff', body });
    expect(answer.status).toBe(422);
    expect(answer.text.length).toBeLessThan(2000);
  });

  it('refuses control characters and lone surrogates in names', async () => {
    for (const firstName of ['A\u0000da', 'Ada\nByron', 'Ada\ud800']) {
      const answer = await edge.ask('POST', 'owners', { as: 'maple.staff', body: { firstName } });
      expect(answer.status).toBe(422);
      expect(answer.json['field']).toBe('firstName');
    }
  });
});

describe('a query', () => {
  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=1e2', 'limit'],
    ['status=asleep', 'status'],
    ['colour=red', 'colour'],
    ['limit=1&limit=2', 'limit'],
    ['cursor=nonsense', 'cursor'],
  ])('%s is 400 and names the parameter', async (query, field) => {
    const answer = await edge.ask('GET', `owners?${query}`, { as: 'maple.staff' });
    expect(answer.status).toBe(400);
    expect(answer.json['field']).toBe(field);
  });

  it('with a cursor of another list is 400', async () => {
    for (const firstName of ['Ben', 'Cleo', 'Dora']) {
      await edge.ask('POST', 'owners', { as: 'maple.staff', body: { firstName } });
    }
    const first = await edge.ask('GET', 'owners?limit=1', { as: 'maple.staff' });
    const cursor = String(first.json.next);
    const other = await edge.ask('GET', `pets?limit=1&cursor=${cursor}`, { as: 'maple.staff' });
    expect(other.status).toBe(400);
    expect(other.json['type']).toBe('urn:petops:problem:invalid-cursor');
    const filtered = await edge.ask('GET', `owners?status=active&cursor=${cursor}`, {
      as: 'maple.staff',
    });
    expect(filtered.status).toBe(400);
  });

  it('is refused where a resource takes none', async () => {
    const answer = await edge.ask('GET', 'required-vaccines?limit=1', { as: 'maple.staff' });
    expect(answer.status).toBe(400);
  });
});

describe('an outage', () => {
  const broken = (error: Error): Edge['context']['records'] =>
    recordsOver({ ...edge.context.records.store, query: async () => Promise.reject(error) });

  it('of the store is 503 with Retry-After and no detail of it', async () => {
    edge.replace({ records: broken(new StoreUnavailableError('10.0.0.7 refused')) });
    const answer = await edge.ask('GET', 'owners', { as: 'maple.staff' });
    edge.replace({ records: edge.context.records });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.text).not.toContain('10.0.0.7');
  });

  it('of the sign-in provider is 503, not 401', async () => {
    const down = async () => Promise.reject(new IdentityUnavailableError('no keys'));
    edge.replace({ tokens: { verify: down } });
    const answer = await edge.ask('GET', 'owners', { as: 'maple.staff' });
    edge.replace({ tokens: edge.context.tokens });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  it('that nobody foresaw is 500 without detail; the log has it under the same correlation id', async () => {
    edge.replace({ records: broken(new Error('secret of the house')) });
    const headers = { 'x-correlation-id': 'trace-0815-abc' };
    const answer = await edge.ask('GET', 'owners', { as: 'maple.staff', headers });
    edge.replace({ records: edge.context.records });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('secret of the house');
    expect(answer.json['correlationId']).toBe('trace-0815-abc');
    const line = edge.logged.find((it) => it.message === 'Request failed');
    expect(line?.fields['correlationId']).toBe('trace-0815-abc');
    expect(line?.fields['error']).toContain('secret of the house');
  });

  it('of the store leaves health answering 503 within its time-out', async () => {
    const get = async () => Promise.reject(new StoreUnavailableError('down'));
    edge.replace({ records: { ...edge.context.records, get } });
    const answer = await edge.ask('GET', 'health');
    edge.replace({ records: edge.context.records });
    expect(answer.status).toBe(503);
    expect(answer.json).toEqual({ status: 'down', checks: { store: 'failing', tick: 'unknown' } });
  });
});

describe('every answer', () => {
  it('carries a correlation id, and takes over only a well-formed one', async () => {
    const ask = async (id: string): Promise<string | null> => {
      const answer = await edge.ask('GET', 'health', { headers: { 'x-correlation-id': id } });
      return answer.headers.get('x-correlation-id');
    };
    expect(await ask('abc-12345678')).toBe('abc-12345678');
    for (const bad of ['short', 'with space 123', 'x'.repeat(65), 'line<script>', '']) {
      expect(await ask(bad)).toMatch(/^req_[2-9a-z]{20}$/);
    }
  });

  it('forbids caching and guessing at its type, success and problem alike', async () => {
    for (const target of ['health', 'owners']) {
      const { headers } = await edge.ask('GET', target);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('leaves a log line without names or numbers', async () => {
    const body = { firstName: 'Zebulon', phone: '(415) 555-0123' };
    await edge.ask('POST', 'owners', { as: 'maple.staff', body });
    const lines = JSON.stringify(edge.logged);
    expect(lines).toContain('create-owner');
    expect(lines).not.toContain('Zebulon');
    expect(lines).not.toContain('5550123');
  });
});
