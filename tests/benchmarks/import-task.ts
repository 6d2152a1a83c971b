import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { importCustomers } from '../../shared/imports/import-customers.ts';
import { fixedClock } from '../../shared/platform/clock.ts';
import type { Context } from '../../shared/platform/context.ts';
import { randomIds } from '../../shared/platform/ids.ts';
import { silentLog } from '../../shared/platform/log.ts';
import { inProcessQueues } from '../../shared/platform/queues/in-process-queues.ts';
import { localOutbox } from '../../shared/platform/sms/local-outbox.ts';
import { recordsOver } from '../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { createTenant } from '../../shared/tenants/create-tenant.ts';
import { answerParent } from './child-task.ts';
import { recordingStore } from './recorded-commits.ts';
import { residentPeakBytes } from './resident-peak.ts';
import { SCANNED_AT } from './scan-world.ts';
import { stopwatch, type Elapsed } from './stopwatch.ts';
import { noFiles } from '../fixtures/no-files.ts';

/** What the importing process is given. */
export interface ImportTask {
  readonly csvFile: string;
  readonly dataFile: string;
  /** Every commit is written there, see `recorded-commits.ts`. */
  readonly recording: string;
}

/** What it answers; the time is from the first byte of the file to the last commit. */
export interface ImportAnswer extends Elapsed {
  readonly rows: number;
  /** Owners, pets and vaccinations created. */
  readonly created: number;
  readonly problems: number;
  /** The most memory the process ever held, in bytes. */
  readonly residentBytes: number;
}

async function importFile(task: ImportTask): Promise<ImportAnswer> {
  const clock = fixedClock(SCANNED_AT);
  const sqlite = openSqliteStore({ file: task.dataFile, clock, ids: randomIds });
  const recording = recordingStore(sqlite, task.recording);
  const context: Context = {
    records: recordsOver(recording.store),
    queues: inProcessQueues(),
    files: noFiles,
    sms: localOutbox({ file: join(dirname(task.dataFile), 'outbox.jsonl'), clock }),
    clock,
    ids: randomIds,
    log: silentLog,
  };
  const tenantId = 'importing';
  await createTenant(context, { id: tenantId, name: 'Importing', timeZone: 'America/New_York' });
  const file = { name: 'customers.csv', open: () => createReadStream(task.csvFile) };
  const elapsed = stopwatch();
  const { counts } = await importCustomers(context, { tenantId, files: [file] });
  const spent = elapsed();
  recording.end();
  await sqlite.close();
  const { owners, pets, vaccinations, rows, problems } = counts;
  return {
    rows,
    created: owners.created + pets.created + vaccinations.created,
    problems,
    ...spent,
    residentBytes: residentPeakBytes(),
  };
}

if (import.meta.main) answerParent(importFile);
