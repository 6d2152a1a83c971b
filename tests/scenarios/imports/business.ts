import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import {
  importCustomers,
  type ImportInput,
  type ImportResult,
} from '../../../shared/imports/import-customers.ts';
import type { ImportFile } from '../../../shared/imports/survey-file.ts';
import { addMs, type Instant } from '../../../shared/kernel/instant.ts';
import type { Clock } from '../../../shared/platform/clock.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import { silentLog } from '../../../shared/platform/log.ts';
import { inProcessQueues } from '../../../shared/platform/queues/in-process-queues.ts';
import type { SmsTransport } from '../../../shared/platform/sms/sms-transport.ts';
import type { DocumentStore, Json } from '../../../shared/platform/store/document-store.ts';
import { create, recordsOver } from '../../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import type { Tenant } from '../../../shared/tenants/model.ts';
import { noFiles } from '../../fixtures/no-files.ts';

/** 2 March 2026, 10:00 in New York. */
const NOW = '2026-03-02T15:00:00.000Z' as Instant;

const TENANT: Tenant = {
  id: 'tenant',
  type: 'tenant',
  tenantId: 'maple',
  schemaVersion: 1,
  name: 'Maple Street Grooming',
  timeZone: 'America/New_York',
  country: 'US',
  currency: 'USD',
  textHours: { start: '09:00' as LocalTime, end: '20:00' as LocalTime },
  vaccination: {
    thresholdDays: [30, 14, 7, 0],
    staleAfterDays: 14,
    scanAt: '06:00' as LocalTime,
    textGuard: 200,
    required: [],
  },
  planVersion: 1,
  revision: 1,
  createdAt: NOW,
};

/** What stands in the store after an import, each kind by its own id. */
export type Snapshot = Readonly<Record<string, readonly Json[]>>;

/** A business on a store of its own, with a clock the test turns. */
export interface Business {
  readonly store: DocumentStore;
  readonly context: Context;
  /** The same business through another store, a faulty one for example. */
  over(store: DocumentStore): Context;
  /** Lets time pass. */
  wait(ms: number): void;
  import(files: Files, more?: Partial<ImportInput>): Promise<ImportResult>;
  /** Everything the import is about, without the import's own document. */
  snapshot(): Promise<Snapshot>;
}

/** File names to their content. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Files as an import takes them, in small pieces so that every boundary is crossed. */
export function filesOf(files: Files, pieceBytes = 50): ImportFile[] {
  return Object.entries(files).map(([name, content]) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    return { name, open: () => Readable.from(piecesOf(bytes, pieceBytes)) };
  });
}

function* piecesOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

/** Opens a business; it is removed when the test ends. */
export async function openBusiness(): Promise<Business> {
  const folder = await mkdtemp(join(tmpdir(), 'petops-import-'));
  let now = NOW;
  const clock: Clock = { now: () => now };
  const store = openSqliteStore({ file: join(folder, 'petops.db'), clock, ids: randomIds });
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  const over = (faulty: DocumentStore): Context => ({
    records: recordsOver(faulty),
    queues: inProcessQueues(),
    files: noFiles,
    sms: noTexts,
    clock,
    ids: randomIds,
    log: silentLog,
  });
  const context = over(store);
  await context.records.commit({ tenantId: 'maple' }, [create(TENANT)]);
  return {
    store,
    context,
    over,
    wait: (ms) => {
      now = addMs(now, ms);
    },
    import: async (files, more = {}) =>
      importCustomers(context, { tenantId: 'maple', files: filesOf(files), ...more }),
    snapshot: async () => snapshotOf(store),
  };
}

const KINDS = [
  'owner',
  'pet',
  'vaccination',
  'phone',
  'importAlias',
  'message',
  'vaccinationAlert',
];

async function snapshotOf(store: DocumentStore): Promise<Snapshot> {
  const snapshot: Record<string, readonly Json[]> = {};
  for (const type of KINDS) {
    const documents: Json[] = [];
    let cursor: string | undefined;
    do {
      const query = { type, limit: 1000, ...(cursor !== undefined && { cursor }) };
      const page = await store.query({ tenantId: 'maple' }, query);
      documents.push(...page.items.map((it) => it.value));
      cursor = page.next;
    } while (cursor !== undefined);
    snapshot[type] = documents;
  }
  return snapshot;
}

/** A snapshot without what depends on when and in how many steps it came about. */
export function withoutHistory(snapshot: Snapshot): unknown {
  return JSON.parse(
    JSON.stringify(snapshot, (key, value: unknown) =>
      ['createdAt', 'updatedAt', 'revision'].includes(key) ? undefined : value,
    ),
  );
}

/** An import sends nothing: whoever tries fails the test. */
const noTexts: SmsTransport = {
  local: true,
  send: async () => Promise.reject(new Error('an import must not text')),
  lookUp: async () => Promise.reject(new Error('an import must not text')),
  find: async () => Promise.reject(new Error('an import must not text')),
};

/** Lines of CSV. */
export function csv(...lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}
