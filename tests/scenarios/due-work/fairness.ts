import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { handlerOf, type PointerHandler } from '../../../shared/due-work/registry.ts';
import { tick } from '../../../shared/due-work/tick.ts';
import type { Worker } from '../../../shared/due-work/worker.ts';
import { addMs, instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import { logTo } from '../../../shared/platform/log.ts';
import type { Pointer, QueueName } from '../../../shared/platform/queues/queues.ts';
import {
  documentType,
  dueFields,
  type DocumentOf,
} from '../../../shared/platform/store/document-type.ts';
import { create, recordsOver } from '../../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { workedQueue } from './worked-queue.ts';
import { noFiles } from '../../fixtures/no-files.ts';

const MINUTE_MS = 60_000;
const START = instantOf(Date.parse('2026-03-02T11:00:00Z'));

const choreType = documentType('chore', dueFields);
type Chore = DocumentOf<typeof choreType>;

/** The tenant that holds as much as all others together. */
const BIG = 'big';

/** A deployment under load. */
export interface Load {
  readonly kind: QueueName;
  /** Tenants besides the big one. */
  readonly tenants: number;
  /** Documents of the big one, and of all the others together. */
  readonly half: number;
  /** How many messages the workers get done in a minute. */
  readonly perMinute: number;
  /** Ticks with only the big tenant's work due, before the others' becomes due. */
  readonly headStart: number;
  /** Messages that count and that nobody gets: their workers died with them. */
  readonly hidden?: number;
}

/** What was seen, tick by tick. */
export interface Seen {
  /** Of the tenants besides the big one, how many had their first document begun after each tick. */
  readonly started: readonly number[];
  /** Documents done in all. */
  readonly done: number;
  readonly crashes: number;
  /** The slowest tick, milliseconds. */
  readonly slowestTickMs: number;
}

/**
 * Puts the load into a real store and lets the real tick and engine work it, minute by minute, on
 * a modelled queue. One document of one more tenant kills whatever works it.
 */
export async function workUnder(load: Load, ticks: number): Promise<Seen> {
  const folder = await mkdtemp(path.join(tmpdir(), 'petops-due-'));
  let now = START;
  const clock = { now: () => now };
  const store = openSqliteStore({
    file: path.join(folder, 'store.sqlite'),
    clock,
    ids: randomIds,
  });
  const queues = workedQueue();
  const context: Context = {
    records: recordsOver(store),
    queues,
    files: noFiles,
    sms: {
      local: true,
      send: async () => Promise.reject(new Error('no text is sent here')),
      lookUp: async () => Promise.reject(new Error('no text is sent here')),
      find: async () => Promise.reject(new Error('no text is sent here')),
    },
    clock,
    ids: randomIds,
    log: logTo(() => undefined),
  };
  const begun = new Set<string>();
  const seen = { started: [] as number[], done: 0, crashes: 0, slowestTickMs: 0 };
  const handler = chores(load.kind, seen, begun);
  const worker = {
    work: async (pointer: Pointer) => handler.work(context, pointer),
    poison: async (pointer: Pointer) => handler.poison(context, pointer),
  };
  const minute = async (): Promise<void> => {
    const from = performance.now();
    await tick(context);
    seen.slowestTickMs = Math.max(seen.slowestTickMs, performance.now() - from);
    await queues.deliver(load.kind, load.perMinute, worker);
    now = addMs(now, MINUTE_MS);
  };
  try {
    queues.hide(load.kind, load.hidden ?? 0);
    await fill(context, load, addMs(START, load.headStart * MINUTE_MS));
    for (let i = 0; i < load.headStart; i++) await minute();
    for (let i = 0; i < ticks; i++) {
      await minute();
      seen.started.push(begun.size);
    }
    return seen;
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}

/** The document that kills its workers, and its tenant. */
const CRASHING = 'a-crashing-one';

function chores(
  kind: QueueName,
  seen: { done: number; crashes: number },
  begun: Set<string>,
): PointerHandler {
  const worker: Worker<Chore> = {
    kind,
    type: choreType,
    leaseMs: 5 * MINUTE_MS,
    async decide(_context, stored) {
      const { tenantId, id } = stored.value;
      if (id === CRASHING) {
        seen.crashes += 1;
        throw new Error('this document kills its worker');
      }
      if (tenantId !== BIG) begun.add(tenantId);
      seen.done += 1;
      const { dueKind: _kind, dueAt: _at, ...document } = stored.value;
      return { kind: 'settle', writes: [{ op: 'replace', document, etag: stored.etag }] };
    },
    run: async () => undefined,
    fail: async () => ({ changes: {} }),
  };
  return handlerOf(worker);
}

async function fill(context: Context, load: Load, othersDueAt: Instant): Promise<void> {
  const chore = (tenantId: string, id: string, dueAt: Instant): Chore => ({
    id,
    type: 'chore',
    tenantId,
    schemaVersion: 1,
    attempts: 0,
    dueKind: load.kind,
    dueAt,
  });
  const put = async (tenantId: string, count: number, dueAt: Instant): Promise<void> => {
    for (let from = 0; from < count; from += 100) {
      const size = Math.min(100, count - from);
      const documents = Array.from({ length: size }, (_, n) =>
        chore(tenantId, `chore-${String(from + n).padStart(6, '0')}`, dueAt),
      );
      const result = await context.records.commit({ tenantId }, documents.map(create));
      if (!result.ok) throw new Error(`${result.broken.id} ${result.broken.reason}`);
    }
  };
  await put(BIG, load.half, START);
  for (let n = 0; n < load.tenants; n++) {
    const count = Math.floor((load.half + n) / load.tenants);
    await put(`tenant-${String(n).padStart(4, '0')}`, count, othersDueAt);
  }
  // Older than anything else, so that it comes first each time.
  const first = chore(CRASHING, CRASHING, addMs(START, -MINUTE_MS));
  await context.records.commit({ tenantId: CRASHING }, [create(first)]);
}
