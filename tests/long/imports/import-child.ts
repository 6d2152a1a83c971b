import { createReadStream } from 'node:fs';
import process from 'node:process';
import { importCustomers } from '../../../shared/imports/import-customers.ts';
import { systemClock } from '../../../shared/platform/clock.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import { silentLog } from '../../../shared/platform/log.ts';
import { inProcessQueues } from '../../../shared/platform/queues/in-process-queues.ts';
import type { SmsTransport } from '../../../shared/platform/sms/sms-transport.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import { noFiles } from '../../fixtures/no-files.ts';

/** What a process that imported a file tells of itself. */
export interface ImportMemory {
  readonly rows: number;
  readonly problems: number;
  readonly ownersCreated: number;
  /** The most memory the process ever held, in bytes. */
  readonly peakBytes: number;
}

/** Imports `csvFile` into a new store at `dataFile`, first as a dry run when told so. */
async function importAlone(
  csvFile: string,
  dataFile: string,
  dryRun: boolean,
): Promise<ImportMemory> {
  const clock = systemClock();
  const store = openSqliteStore({ file: dataFile, clock, ids: randomIds });
  const never = async () => Promise.reject(new Error('an import must not text'));
  const sms: SmsTransport = { local: true, send: never, lookUp: never, find: never };
  const records = recordsOver(store);
  const queues = inProcessQueues();
  const context = { records, queues, sms, files: noFiles, clock, ids: randomIds, log: silentLog };
  await createTenant(context, { id: 'maple', name: 'Maple', timeZone: 'America/New_York' });
  const files = [{ name: 'flat.csv', open: () => createReadStream(csvFile) }];
  const { counts } = await importCustomers(context, { tenantId: 'maple', files, dryRun });
  await store.close();
  return {
    rows: counts.rows,
    problems: counts.problems,
    ownersCreated: counts.owners.created,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

const [csvFile = '', dataFile = '', mode] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await importAlone(csvFile, dataFile, mode === 'dry')));
