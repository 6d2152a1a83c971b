import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobId, jobType } from '../../shared/jobs/model.ts';
import { runJobNow } from '../../shared/jobs/run-job.ts';
import { fixedClock } from '../../shared/platform/clock.ts';
import type { Context } from '../../shared/platform/context.ts';
import { randomIds } from '../../shared/platform/ids.ts';
import { silentLog } from '../../shared/platform/log.ts';
import { inProcessQueues } from '../../shared/platform/queues/in-process-queues.ts';
import { localOutbox } from '../../shared/platform/sms/local-outbox.ts';
import type { DocumentStore } from '../../shared/platform/store/document-store.ts';
import { recordsOver } from '../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { SCAN_PAGE_SIZE } from '../../shared/vaccinations/scan-page.ts';
import { VACCINATION_SCAN } from '../../shared/vaccinations/scan-job.ts';
import { workers } from '../../shared/workers.ts';
import { median, type Benchmark, type Comparison } from './benchmark.ts';
import { countingStore, type StoreCounts } from './counting-store.ts';
import { populate, SCANNED_AT, TENANT_ID, type ScanWorld } from './scan-world.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { noFiles } from '../fixtures/no-files.ts';

const DUE_PETS = 500;
const LARGE: ScanWorld = { pets: 100_000, duePets: DUE_PETS };
const SMALL: ScanWorld = { pets: 1000, duePets: DUE_PETS };
const ROUNDS = 3;

/**
 * The daily vaccination scan of a business with 100,000 pets against that of one with 1,000, when
 * 500 pets of either are due: what is not due should cost nothing. Fair, because the work to be
 * done is the same size, and it is the whole job as its worker runs it, on SQLite; counts of the
 * store port hold for every adapter. A call that reads many documents counts once, so documents
 * read are compared as well. Each round scans a fresh copy of the data; times are medians.
 */
export const scan: Benchmark = {
  name: 'scan',
  async run() {
    return inTemporaryFolder(async (folder) => {
      const [small, large] = [await prepared(folder, SMALL), await prepared(folder, LARGE)];
      const rounds: { readonly small: Scanned; readonly large: Scanned }[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push({ small: await scanned(small), large: await scanned(large) });
      }
      const [first] = rounds;
      if (first === undefined) throw new RangeError('Not a single round was run.');
      return [
        ...comparedCounts(first),
        withinBudget('large', large, first.large),
        withinBudget('small', small, first.small),
        {
          what: 'time of a scan',
          unit: 'ms',
          ours: median(rounds.map((it) => it.large.ms)),
          peer: median(rounds.map((it) => it.small.ms)),
          peerName: '1,000 pets',
        },
      ];
    });
  },
};

interface Prepared {
  readonly file: string;
  readonly dueOwners: number;
}

interface Scanned extends StoreCounts {
  readonly ms: number;
}

function comparedCounts({ small, large }: Record<'small' | 'large', StoreCounts>): Comparison[] {
  const names = { calls: 'store calls', read: 'documents read', written: 'documents written' };
  return (['calls', 'read', 'written'] as const).map((count) => ({
    what: `${names[count]}, 100,000 pets, 500 due`,
    unit: count === 'calls' ? 'calls' : 'documents',
    ours: large[count],
    peer: small[count],
    peerName: '1,000 pets, 500 due',
    limit: { atMost: 1.1 },
  }));
}

function withinBudget(size: string, { dueOwners }: Prepared, { calls }: Scanned): Comparison {
  return {
    what: `store calls, ${size} scan`,
    unit: 'calls',
    ours: calls,
    peer: 2 * dueOwners + Math.ceil(DUE_PETS / SCAN_PAGE_SIZE),
    peerName: `2 for each of ${dueOwners} owners + 1 a page`,
    limit: { atMost: 1 },
  };
}

async function prepared(folder: string, world: ScanWorld): Promise<Prepared> {
  const file = join(folder, `${world.pets}-pets.sqlite`);
  const store = openStore(file);
  const dueOwners = await populate(contextOver(store, folder), world);
  await store.close();
  return { file, dueOwners };
}

/** Scans a copy of the data, and checks that every owner with a due pet got a text planned. */
async function scanned({ file, dueOwners }: Prepared): Promise<Scanned> {
  const copy = `${file}.copy`;
  await copyFile(file, copy);
  const plain = openStore(copy);
  try {
    await runJobNow(contextOver(plain, file), TENANT_ID, VACCINATION_SCAN);
    const { store, counts } = countingStore(plain);
    const context = contextOver(store, file);
    const pointer = { tenantId: TENANT_ID, id: jobId(VACCINATION_SCAN), kind: 'jobs' as const };
    const startedAt = performance.now();
    const outcome = await workers.jobs.work(context, pointer);
    const result = { ...counts, ms: performance.now() - startedAt };
    const texts = await textsOfLastRun(contextOver(plain, file));
    if (outcome !== 'worked' || texts !== dueOwners) {
      throw new Error(`The scan ${outcome} with ${texts} texts for ${dueOwners} owners.`);
    }
    return result;
  } finally {
    await plain.close();
  }
}

async function textsOfLastRun({ records }: Context): Promise<number> {
  const job = await records.get(jobType, { tenantId: TENANT_ID }, jobId(VACCINATION_SCAN));
  const [run] = job?.value.history ?? [];
  return run?.outcome === 'done' ? (run.counts['texts'] ?? 0) : 0;
}

function openStore(file: string): DocumentStore {
  return openSqliteStore({ file, clock: fixedClock(SCANNED_AT), ids: randomIds });
}

function contextOver(store: DocumentStore, folder: string): Context {
  const clock = fixedClock(SCANNED_AT);
  return {
    records: recordsOver(store),
    queues: inProcessQueues(),
    files: noFiles,
    sms: localOutbox({ file: join(folder, 'outbox.jsonl'), clock }),
    clock,
    ids: randomIds,
    log: silentLog,
  };
}
