import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../../../../shared/kernel/instant.ts';
import { fixedClock, systemClock } from '../../../../../shared/platform/clock.ts';
import { randomIds } from '../../../../../shared/platform/ids.ts';
import {
  StoreUnavailableError,
  type DocumentStore,
  type Write,
} from '../../../../../shared/platform/store/document-store.ts';
import type { IndexingPolicy } from '../../../../../shared/platform/store/indexing-policy.ts';
import { DamagedStoreError } from '../../../../../shared/platform/store/sqlite/faults.ts';
import { openSqliteStore } from '../../../../../shared/platform/store/sqlite/open-sqlite-store.ts';

const run = promisify(execFile);
const tenant = { tenantId: 'demo' };
let folder: string;
let file: string;
let stores: DocumentStore[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'petops-file-'));
  file = join(folder, 'petops.db');
  stores = [];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true });
});

type Options = Partial<Parameters<typeof openSqliteStore>[0]>;
function open(options: Options = {}): DocumentStore {
  const store = openSqliteStore({ file, clock: systemClock(), ids: randomIds, ...options });
  stores.push(store);
  return store;
}

function pets(count: number, fields: Readonly<Record<string, unknown>> = {}): Write[] {
  return Array.from({ length: count }, (_, i) => ({
    op: 'create',
    document: { id: `pet-${i}`, type: 'pet', colour: `c-${i % 5}`, ...fields },
  }));
}

function policyWith(...fields: string[]): IndexingPolicy {
  const own = fields.map((field) => [{ path: '/type' }, { path: `/${field}` }, { path: '/id' }]);
  return {
    includedPaths: [],
    compositeIndexes: [
      [{ path: '/type' }, { path: '/id' }],
      [{ path: '/dueKind' }, { path: '/dueAt' }],
      ...own,
    ],
  };
}

/** Opens the file and returns the one line that says why it cannot. */
function refusal(): string {
  try {
    open();
  } catch (error) {
    expect(error).toBeInstanceOf(DamagedStoreError);
    return error instanceof Error ? error.message : '';
  }
  return 'opened';
}

describe('opening a data file', () => {
  it('refuses a file that is no database, names it and leaves it alone', () => {
    const text = 'owner,pet\n'.repeat(500);
    writeFileSync(file, text);
    expect(refusal()).toBe(
      `The data file ${file} is not a database: restore a backup, or move it away to start empty.`,
    );
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it("refuses another program's database and leaves it alone", () => {
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE documents (x)');
    other.close();
    const before = readFileSync(file);
    expect(refusal()).toContain(`${file} is the database of another program`);
    expect(readFileSync(file)).toEqual(before);
  });

  it('refuses a file made by a newer version', async () => {
    await open().close();
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 2');
    db.close();
    expect(refusal()).toContain(`${file} was made by a newer version of PetOps`);
  });

  it('refuses a file with a damaged page', async () => {
    const store = open();
    await store.commit(tenant, pets(100, { text: 'x'.repeat(500) }));
    await store.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, bytes.length - 8192);
    writeFileSync(file, bytes);
    expect(refusal()).toMatch(/is damaged/);
  });

  it('refuses a file that was cut short', async () => {
    const store = open();
    await store.commit(tenant, pets(100, { text: 'x'.repeat(500) }));
    await store.close();
    truncateSync(file, Math.floor(statSync(file).size / 2));
    expect(refusal()).toMatch(/is damaged/);
  });

  it('makes an empty file and missing folders into a store', async () => {
    writeFileSync(file, '');
    expect((await open().commit(tenant, pets(1))).ok).toBe(true);
    const deep = join(folder, 'a', 'b', 'petops.db');
    expect((await open({ file: deep }).commit(tenant, pets(1))).ok).toBe(true);
  });

  it('answers StoreUnavailableError, naming the file, where no file can be', () => {
    writeFileSync(file, '');
    const inside = join(file, 'petops.db');
    expect(() => open({ file: inside })).toThrow(StoreUnavailableError);
    expect(() => open({ file: inside })).toThrow(inside);
    expect(() => open({ file: folder })).toThrow(StoreUnavailableError);
  });
});

describe('indexes of a data file', () => {
  it('are added to the documents already there, and kept by a store opened before', async () => {
    const older = open({ policy: policyWith() });
    await older.commit(tenant, pets(10));
    const newer = open({ policy: policyWith('colour') });
    const filter = { type: 'pet', where: { colour: 'c-1' } };
    expect(await newer.count(tenant, filter)).toBe(2);
    const late = { id: 'late', type: 'pet', colour: 'c-1' };
    expect(await older.commit(tenant, [{ op: 'create', document: late }])).toMatchObject({
      ok: true,
    });
    expect(await newer.count(tenant, filter)).toBe(3);
    const reopened = open({ policy: policyWith() });
    expect(await reopened.count(tenant, { type: 'pet' })).toBe(11);
    expect(await newer.count(tenant, filter)).toBe(3);
  });
});

describe('a data file locked by another process', () => {
  function locked(): DatabaseSync {
    const rival = new DatabaseSync(file);
    rival.exec('BEGIN IMMEDIATE');
    return rival;
  }

  it('still answers reads', async () => {
    const store = open();
    await store.commit(tenant, pets(1));
    const rival = locked();
    expect(await store.get(tenant, 'pet-0')).toBeDefined();
    rival.close();
  });

  it('takes the commit once the lock is gone, and other work went on meanwhile', async () => {
    const store = open();
    const rival = locked();
    let settled = false;
    const commit = store.commit(tenant, pets(1)).finally(() => {
      settled = true;
    });
    let turns = 0;
    await expect.poll(() => (turns += 1), { interval: 5 }).toBeGreaterThan(10);
    expect(settled).toBe(false);
    rival.exec('ROLLBACK');
    rival.close();
    expect(await commit).toMatchObject({ ok: true });
  });

  it('answers StoreUnavailableError when patience ends, with nothing written', async () => {
    const store = open({ patienceMs: 50 });
    const rival = locked();
    await expect(store.commit(tenant, pets(2))).rejects.toThrow(StoreUnavailableError);
    rival.close();
    expect(await store.count(tenant, { type: 'pet' })).toBe(0);
    expect(await store.commit(tenant, pets(2))).toMatchObject({ ok: true });
  });
});

describe('a commit that fails midway', () => {
  it('is undone whole', async () => {
    await open().commit(tenant, pets(1));
    const db = new DatabaseSync(file);
    db.exec(`CREATE TRIGGER fault BEFORE INSERT ON documents WHEN NEW.id = 'pet-7'
      BEGIN SELECT RAISE(ABORT, 'fault in the middle'); END`);
    db.close();
    const store = open();
    const more = pets(9).slice(1);
    await expect(store.commit(tenant, more)).rejects.toThrow('fault in the middle');
    expect(await store.count(tenant, { type: 'pet' })).toBe(1);
    expect(await store.commit(tenant, more.slice(0, 5))).toMatchObject({ ok: true });
  });

  it('answers StoreUnavailableError on a full disk and keeps every commit before it', async () => {
    await open().close();
    const source = (path: string) => import.meta.resolve(`../../../../../shared/platform/${path}`);
    const script = `
      import { systemClock } from '${source('clock.ts')}';
      import { randomIds } from '${source('ids.ts')}';
      import { openSqliteStore } from '${source('store/sqlite/open-sqlite-store.ts')}';
      const store = openSqliteStore({ file: process.argv[1], clock: systemClock(), ids: randomIds });
      const writes = (n) => Array.from({ length: 10 }, (_, i) => ({
        op: 'create', document: { id: n + '-' + i, type: 'pet', text: 'x'.repeat(2000) },
      }));
      let done = 0;
      for (;;) {
        const fault = await store.commit({ tenantId: 'demo' }, writes(done)).then(() => null, (e) => e);
        if (fault) {
          const count = await store.count({ tenantId: 'demo' }, { type: 'pet' });
          console.log(JSON.stringify({ done, count, name: fault.name }));
          break;
        }
        done += 1;
      }`;
    // A limit on the size of files, with its signal ignored, makes writes fail as a full disk does.
    const limited = `trap '' XFSZ; ulimit -f 1024; exec "$0" "$@"`;
    const args = ['--input-type=module', '-e', script, file];
    const { stdout } = await run('bash', ['-c', limited, process.execPath, ...args]);
    const told = JSON.parse(stdout) as { done: number; count: number; name: string };
    expect(told.done).toBeGreaterThan(3);
    expect(told).toEqual({ done: told.done, count: told.done * 10, name: 'StoreUnavailableError' });
    expect(await open().count(tenant, { type: 'pet' })).toBe(told.count);
  });
});

describe('expired documents', () => {
  it('leave the file a week after they expired, not earlier', async () => {
    const at = (days: number) => fixedClock(instantOf(Date.UTC(2026, 0, 1 + days)));
    await open({ clock: at(0) }).commit(tenant, pets(10, { ttl: 60 }));
    const rows = (): number => {
      const db = new DatabaseSync(file, { readOnly: true });
      const row = db.prepare("SELECT count(*) AS n FROM documents WHERE id LIKE 'pet-%'").get();
      db.close();
      return Number(row?.['n']);
    };
    const touchOften = async (store: DocumentStore): Promise<void> => {
      for (let i = 0; i < 500; i++) {
        await store.commit(tenant, [
          { op: 'create', document: { id: `x-${i}`, type: 'x', ttl: 1 } },
        ]);
      }
    };
    await touchOften(open({ clock: at(6) }));
    expect(rows()).toBe(10);
    await touchOften(open({ clock: at(9) }));
    expect(rows()).toBe(0);
  });
});
