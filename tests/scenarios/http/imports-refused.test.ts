import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drain } from '../../../shared/due-work/drain.ts';
import { FilesUnavailableError } from '../../../shared/platform/files/files.ts';
import { workers } from '../../../shared/workers.ts';
import { startEdge, type Answer, type Edge } from './edge.ts';

// What people and their programs send by mistake or on purpose: answered, and nothing goes in.

let edge: Edge;
beforeEach(async () => {
  edge = await startEdge();
});
afterEach(async () => edge.stop());

const as = 'maple.manager';
const CSV = { 'content-type': 'text/csv' };

const send = async (raw: string | Uint8Array, query = ''): Promise<Answer> =>
  edge.ask('POST', `import-files${query}`, { as, raw, headers: CSV });

/** Uploads and orders it, works it off, and answers the import and its preview. */
async function imported(raw: string | Uint8Array): Promise<{ preview: Answer; order: Answer }> {
  const { json } = await send(raw);
  const body = { files: [json['id']] };
  const preview = await edge.ask('POST', 'imports/preview', { as, body });
  const ordered = await edge.ask('POST', 'imports', { as, body });
  await drain(edge.context, workers);
  return { preview, order: await edge.ask('GET', `imports/${String(ordered.json['id'])}`, { as }) };
}

describe('an upload', () => {
  it.each([
    '../../etc/passwd',
    String.raw`..\..\boot.ini`,
    '/etc/passwd',
    '.hidden',
    'C:list.csv',
    'list.csv\u0000.exe',
    'two\r\nlines.csv',
    ' list.csv',
    '\u202evsc.exe',
  ])('under the name %j is refused, and nothing is written', async (name) => {
    const before = edge.stored();
    const answer = await send('a,b\n', `?name=${encodeURIComponent(name)}`);
    expect(answer).toMatchObject({ status: 422, json: { field: 'name', value: name } });
    expect(edge.stored()).toBe(before);
  });

  it.each([
    ['nothing at all', '', '', 422],
    ['an empty name', 'a', '?name=', 400],
    ['no parts', 'a', '?parts=0', 400],
    ['too many parts', 'a', '?parts=17', 400],
  ])('of %s is refused, and nothing is written', async (_what, raw, query, status) => {
    const before = edge.stored();
    expect((await send(raw, query)).status).toBe(status);
    expect(edge.stored()).toBe(before);
  });

  it('of more than a part may hold is refused by what arrived', async () => {
    const before = edge.stored();
    const answer = await send(new Uint8Array(8_000_001).fill(65));
    expect(answer).toMatchObject({ status: 413, json: { value: 8_000_001 } });
    expect(edge.stored()).toBe(before);
  });

  it('by staff is refused', async () => {
    const asked = { as: 'maple.staff', raw: 'a,b\n', headers: CSV };
    expect((await edge.ask('POST', 'import-files', asked)).status).toBe(403);
    const body = { files: ['imf_x'] };
    expect((await edge.ask('POST', 'imports', { as: 'maple.staff', body })).status).toBe(403);
  });

  it('says that the file storage is out, and can be gone on with', async () => {
    const { files } = edge.context;
    const put = async () => Promise.reject(new FilesUnavailableError('no answer'));
    edge.replace({ files: { ...files, put } });
    const headers = { ...CSV, 'idempotency-key': 'same' };
    const failed = await edge.ask('POST', 'import-files', { as, raw: 'a,b\n', headers });
    expect(failed.status).toBe(503);
    expect(failed.headers.has('retry-after')).toBe(true);
    edge.replace({ files });
    const again = await edge.ask('POST', 'import-files', { as, raw: 'a,b\n', headers });
    expect(again).toMatchObject({ status: 201, json: { status: 'arriving', arrivedParts: [] } });
    const path = `import-files/${String(again.json['id'])}/parts/1`;
    const put1 = await edge.ask('PUT', path, { as, raw: 'a,b\n', headers: CSV });
    expect(put1.json).toMatchObject({ status: 'complete' });
  });
});

describe('a file', () => {
  it.each([
    ['compressed', gzipSync(Buffer.alloc(10_000_000, 'a,b\n')), 'import-not-csv'],
    [
      'of 10,000 columns',
      `${Array.from({ length: 10_000 }, (_, n) => `c${String(n)}`).join(',')}\n`,
      'import-too-many-columns',
    ],
    [
      'with a cell of 5 MB',
      `First Name,Notes\nAda,${'x'.repeat(5_000_000)}\n`,
      'import-row-too-long',
    ],
    ['with a header of 5 MB', `${'x'.repeat(5_000_000)}\n`, 'import-row-too-long'],
    ['with a quote left open', 'First Name,Notes\nAda,"…\n', 'import-broken-quotes'],
    ['of zero bytes', new Uint8Array(1000), 'import-not-csv'],
    ['without names', 'Fur,Colour\nlong,brown\n', 'import-columns-missing'],
  ])('%s is refused whole by preview and import alike', async (_what, raw, kind) => {
    const { preview, order } = await imported(raw);
    expect(preview.status).toBe(422);
    expect(preview.json['type']).toBe(`urn:petops:problem:${kind}`);
    expect(preview.text.length).toBeLessThan(20_000);
    expect(order.json).toMatchObject({ status: 'failed', problem: { kind }, counts: { rows: 0 } });
    expect(order.text.length).toBeLessThan(20_000);
    expect((await edge.ask('GET', 'owners', { as })).json.items).toEqual([]);
  });

  it('with huge headers reports every row and keeps what it keeps small', async () => {
    const header = `First Name,Phone,${'y'.repeat(150_000)} expires\n`;
    const text = header + 'Ada,nonsense,x\n'.repeat(200);
    const { order } = await imported(text);
    expect(order.json).toMatchObject({ counts: { rows: 200 } });
    expect(order.text.length).toBeLessThan(20_000);
  });
});

describe('an order', () => {
  const ordered = async (body: unknown): Promise<Answer> =>
    edge.ask('POST', 'imports', { as, body });

  it('of a file that is not there, or of another business, is refused alike', async () => {
    const { json } = await send('First Name\nAda\n');
    const id = String(json['id']);
    const foreign = await edge.ask('POST', 'imports', { as: 'birch.owner', body: { files: [id] } });
    const unknown = await ordered({ files: ['imf_nobody_has_it'] });
    for (const answer of [foreign, unknown]) {
      expect(answer).toMatchObject({ status: 422, json: { field: 'files' } });
    }
  });

  it('with a mapping that cannot be meant names the field', async () => {
    const { json } = await send('First Name\nAda\n');
    const mapping = { columns: { 'First Name': 'owner.nmae' } };
    const answer = await ordered({ files: [json['id']], mapping });
    expect(answer.status).toBe(422);
    expect(answer.json['field']).toBe('mapping.columns.First Name');
  });

  it('of two files of one name is refused', async () => {
    const files = [(await send('First Name\nAda\n')).json['id'], (await send('x\n')).json['id']];
    expect(await ordered({ files })).toMatchObject({
      status: 422,
      json: { value: 'customers.csv' },
    });
  });

  it('is refused when 20 stand in line, until one leaves it', async () => {
    const { json } = await send('First Name\nAda\n');
    const body = { files: [json['id']] };
    const ids: string[] = [];
    for (let n = 0; n < 20; n++) ids.push(String((await ordered(body)).json['id']));
    expect(await ordered(body)).toMatchObject({ status: 409 });
    await edge.ask('POST', `imports/${String(ids[5])}/cancel`, { as });
    expect(await ordered(body)).toMatchObject({ status: 202 });
  });

  it('answers to a cursor of another list that it is none', async () => {
    const { json } = await send('First Name\nAda\n');
    const id = String((await ordered({ files: [json['id']] })).json['id']);
    for (const cursor of ['eyJ4IjoxfQ', '1', '-1.0', '1.2.3']) {
      const answer = await edge.ask('GET', `imports/${id}/problems?cursor=${cursor}`, { as });
      expect(answer).toMatchObject({ status: 400, json: { field: 'cursor' } });
    }
  });
});
