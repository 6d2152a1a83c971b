import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drain } from '../../../shared/due-work/drain.ts';
import { workers } from '../../../shared/workers.ts';
import { startEdge, type Answer, type Edge } from './edge.ts';

// Imports as a client does them: upload, look, order, watch, fetch the findings.

let edge: Edge;
beforeEach(async () => {
  edge = await startEdge();
});
afterEach(async () => edge.stop());

const as = 'maple.manager';
const CSV = { 'content-type': 'text/csv' };
const HEADER = 'First Name,Last Name,Phone,Pet,Species,Vaccine,Expires\n';
const row = (n: number): string =>
  `Ada,Owner${String(n)},(415) 555-0${String(100 + n)},Rex${String(n)},dog,rabies,2027-11-30\n`;
const rows = (count: number): string =>
  HEADER + Array.from({ length: count }, (_, n) => row(n)).join('');

async function upload(raw: string, name = 'list.csv'): Promise<string> {
  const answer = await edge.ask('POST', `import-files?name=${name}`, { as, raw, headers: CSV });
  expect(answer.status).toBe(201);
  return String(answer.json['id']);
}

async function order(...files: string[]): Promise<string> {
  const answer = await edge.ask('POST', 'imports', { as, body: { files } });
  expect(answer.status, answer.text).toBe(202);
  expect(answer.headers.get('location')).toBe(`/api/imports/${String(answer.json['id'])}`);
  return String(answer.json['id']);
}

const get = async (id: string): Promise<Answer> => edge.ask('GET', `imports/${id}`, { as });
const work = async (): Promise<unknown> => drain(edge.context, workers);

it('imports a file that was uploaded, and tells exactly what became of it', async () => {
  const text = `${rows(3)}Bob,,not a phone,,,,\nOnly,two\n`;
  const id = await order(await upload(text));
  expect((await get(id)).json).toMatchObject({ status: 'waiting', before: 0, counts: { rows: 0 } });
  await work();
  const { json } = await get(id);
  expect(json).toMatchObject({
    status: 'finished',
    totalRows: 5,
    counts: { rows: 5, refusedRows: 1, owners: { created: 4 }, pets: { created: 3 } },
  });
  expect(json).not.toHaveProperty('before');
  const problems = await edge.ask('GET', `imports/${id}/problems`, { as });
  const found = (json['counts'] as Record<string, number>)['problems'];
  expect(problems.json.items).toHaveLength(found ?? 0);
  expect(problems.json.items?.[0]).toMatchObject({ file: 'list.csv', line: 5 });
  const file = await edge.ask('GET', `imports/${id}/problems.csv`, { as });
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(file.text.split('\n')[0]).toBe('file,line,column,value,reason,effect');
  expect(file.text.trim().split('\n')).toHaveLength((found ?? 0) + 1);
  expect((await edge.ask('GET', 'owners', { as })).json.items).toHaveLength(4);
});

it('goes on telling what became of it when the same file is imported again', async () => {
  const text = `${rows(1)}Bob,,not a phone,,,,\n`;
  const first = await order(await upload(text));
  await work();
  const told = async () => (await edge.ask('GET', `imports/${first}/problems`, { as })).json.items;
  const before = await told();
  expect(before).not.toHaveLength(0);
  const again = await order(await upload(text));
  await work();
  expect((await get(again)).json['status']).toBe('finished');
  expect(await told()).toEqual(before);
});

it('previews what a mapping makes of a file, and writes nothing', async () => {
  const id = await upload(
    'Client,Cell,Animal,Shots until\nAda Lovelace,(415) 555-0101,Rex,03/04/2027\n',
  );
  const before = edge.stored();
  const body = {
    files: [id],
    mapping: { columns: { Client: 'owner.name', 'Shots until': 'ignore' } },
  };
  const { status, json } = await edge.ask('POST', 'imports/preview', { as, body });
  expect(status).toBe(200);
  expect(json).toMatchObject({
    rehearsed: true,
    counts: { rows: 1, owners: { created: 1 }, pets: { created: 1 } },
    files: [
      {
        name: 'list.csv',
        rows: 1,
        ignored: [{ header: 'Shots until', why: 'the mapping says so' }],
        firstRows: [
          { line: 2, owner: { firstName: 'Ada', phone: '+14155550101' }, pet: { name: 'Rex' } },
        ],
      },
    ],
  });
  expect(edge.stored()).toBe(before);
});

it('lets imports of a business wait in line, and those of another go on', async () => {
  const [first, second] = [await order(await upload(rows(2))), await order(await upload(rows(4)))];
  expect((await get(second)).json).toMatchObject({ status: 'waiting', before: 1 });
  const jobs = await edge.ask('GET', 'jobs', { as });
  const due = jobs.json.items?.filter((it) => it['job'] === 'import-customers');
  expect(due).toMatchObject([{ subject: first, status: 'waiting' }]);
  await work();
  expect((await get(first)).json).toMatchObject({ status: 'finished' });
  expect((await get(second)).json).toMatchObject({
    status: 'finished',
    counts: { owners: { created: 2, unchanged: 2 } },
  });
});

it('cancels the one that waits at once, and the next in line is not held up', async () => {
  const [first, second, third] = [
    await order(await upload(rows(1))),
    await order(await upload(rows(2))),
    await order(await upload(rows(3))),
  ];
  const waiting = await edge.ask('POST', `imports/${second}/cancel`, { as });
  expect(waiting.json).toMatchObject({ status: 'cancelled' });
  const running = await edge.ask('POST', `imports/${first}/cancel`, { as });
  expect(running.json).toMatchObject({ status: 'cancelling' });
  await work();
  expect((await get(first)).json).toMatchObject({ status: 'cancelled', counts: { rows: 0 } });
  expect((await get(second)).json).toMatchObject({ status: 'cancelled' });
  expect((await get(third)).json).toMatchObject({ status: 'finished', counts: { rows: 3 } });
  const late = await edge.ask('POST', `imports/${third}/cancel`, { as });
  expect(late).toMatchObject({ status: 409, json: { field: 'status', value: 'finished' } });

  const again = await edge.ask('POST', `imports/${first}/retry`, { as });
  expect(again.json).toMatchObject({ status: 'waiting', before: 0 });
  await work();
  expect((await get(first)).json).toMatchObject({ status: 'finished', counts: { rows: 1 } });
});

describe('a file in parts', () => {
  const put = async (id: string, part: number, raw: string): Promise<Answer> =>
    edge.ask('PUT', `import-files/${id}/parts/${String(part)}`, { as, raw, headers: CSV });

  it('is complete with its last missing part, in whatever order they come', async () => {
    const text = rows(6);
    const cut = [text.slice(0, 70), text.slice(70, 200), text.slice(200)];
    const begun = await edge.ask('POST', 'import-files?name=big.csv&parts=3', {
      as,
      raw: cut[0] ?? '',
      headers: CSV,
    });
    const id = String(begun.json['id']);
    expect(begun.json).toMatchObject({ status: 'arriving', arrivedParts: [1], partCount: 3 });
    const early = await edge.ask('POST', 'imports', { as, body: { files: [id] } });
    expect(early).toMatchObject({ status: 409, json: { field: 'files', value: id } });
    await put(id, 3, cut[2] ?? '');
    await put(id, 2, 'something else that was sent before');
    expect((await put(id, 3, cut[2] ?? '')).json).toMatchObject({ status: 'complete' });
  });

  it('takes the same part again in peace, and no other bytes once it is complete', async () => {
    const id = await upload(rows(1));
    expect((await put(id, 1, rows(1))).json).toMatchObject({ id, status: 'complete' });
    expect(await put(id, 1, rows(2))).toMatchObject({ status: 409 });
    expect(await put(id, 2, rows(2))).toMatchObject({ status: 404, json: { field: 'part' } });
  });

  it('is read in order', async () => {
    const text = rows(5);
    const begun = await edge.ask('POST', 'import-files?parts=2', {
      as,
      raw: text.slice(0, 99),
      headers: CSV,
    });
    const id = String(begun.json['id']);
    await put(id, 2, text.slice(99));
    const importId = await order(id);
    await work();
    expect((await get(importId)).json).toMatchObject({
      counts: { rows: 5, refusedRows: 0, owners: { created: 5 } },
    });
  });
});
