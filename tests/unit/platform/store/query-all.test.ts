import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instantOf } from '../../../../shared/kernel/instant.ts';
import { fixedClock } from '../../../../shared/platform/clock.ts';
import { randomIds } from '../../../../shared/platform/ids.ts';
import { eachOf, queryAll, queryAllStored } from '../../../../shared/platform/store/query-all.ts';
import { create, recordsOver, type Records } from '../../../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { tenantEntryType } from '../../../../shared/tenants/model.ts';

const clock = fixedClock(instantOf(0));
const PARTITION = { tenantId: 'list' };
const NAMES = Array.from({ length: 7 }, (_, n) => `Salon ${n}`);
let folder: string;
let records: Records;
let asked: (number | undefined)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'petops-query-all-'));
  const store = openSqliteStore({ file: path.join(folder, 's.sqlite'), clock, ids: randomIds });
  records = recordsOver({
    ...store,
    query: async (partition, query) => {
      asked.push(query.limit);
      return store.query(partition, query);
    },
  });
  const [createdAt, { type }] = [clock.now(), tenantEntryType];
  const writes = NAMES.map((name, n) =>
    create({ ...PARTITION, id: `salon-${n}`, schemaVersion: 1, type, name, createdAt }),
  );
  expect(await records.commit(PARTITION, writes)).toMatchObject({ ok: true });
});
afterAll(async () => {
  await records.store.close();
  await rm(folder, { recursive: true });
});

it.each([1, 2, 3, 7, 8])('finds each document once over pages of %i', async (perPage) => {
  const found: string[] = [];
  for await (const { value, etag } of eachOf(records, tenantEntryType, PARTITION, {}, perPage)) {
    expect(etag).not.toBe('');
    found.push(value.name);
  }
  expect(found.toSorted()).toEqual(NAMES);
});

it('asks for no page that nobody wants any more', async () => {
  asked = [];
  for await (const { value } of eachOf(records, tenantEntryType, PARTITION, {}, 2)) {
    if (NAMES.includes(value.name)) break;
  }
  expect(asked).toEqual([2]);
});

it('gives all at once, as documents or as stored, in pages as large as there are', async () => {
  asked = [];
  const documents = await queryAll(records, tenantEntryType, PARTITION, {});
  const stored = await queryAllStored(records, tenantEntryType, PARTITION, {});
  expect(documents.map(({ name }) => name).toSorted()).toEqual(NAMES);
  expect(stored.map(({ value }) => value)).toEqual(documents);
  expect(asked).toEqual([1000, 1000]);
});

it('finds nothing where there is nothing', async () => {
  expect(await queryAll(records, tenantEntryType, { tenantId: 'elsewhere' }, {})).toEqual([]);
});
