import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { appointmentType } from '../../../shared/appointments/model.ts';
import { ownerType } from '../../../shared/customers/model.ts';
import { importCustomers } from '../../../shared/imports/import-customers.ts';
import { recomputeMarkedOwners } from '../../../shared/imports/recompute/recompute-job.ts';
import { systemClock } from '../../../shared/platform/clock.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import { silentLog } from '../../../shared/platform/log.ts';
import { inProcessQueues } from '../../../shared/platform/queues/in-process-queues.ts';
import type { SmsTransport } from '../../../shared/platform/sms/sms-transport.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import { noFiles } from '../../fixtures/no-files.ts';

/** What a process that imported a business's history tells of itself. */
export interface HistoryFigures {
  readonly appointments: number;
  readonly payments: number;
  readonly problems: number;
  readonly owners: number;
  /** Sums over all owners. */
  readonly visits: number;
  readonly noShows: number;
  readonly lateCancellations: number;
  readonly balanceCents: number;
  /** Owners whose caches were never recomputed. */
  readonly marked: number;
  readonly events: number;
  readonly importMs: number;
  readonly recomputeMs: number;
  /** The most memory the process ever held, in bytes. */
  readonly peakBytes: number;
}

const LIVE = { tenantId: 'maple' };

/** Imports the files of `folder` into a new store at `dataFile`. */
async function importAlone(folder: string, dataFile: string): Promise<HistoryFigures> {
  const clock = systemClock();
  const store = openSqliteStore({ file: dataFile, clock, ids: randomIds });
  const never = async () => Promise.reject(new Error('an import must not text'));
  const sms: SmsTransport = { local: true, send: never, lookUp: never, find: never };
  const records = recordsOver(store);
  const queues = inProcessQueues();
  const context = { records, queues, sms, files: noFiles, clock, ids: randomIds, log: silentLog };
  await createTenant(context, { id: 'maple', name: 'Maple', timeZone: 'America/New_York' });
  const names = (await readdir(folder)).filter((name) => name.endsWith('.csv'));
  const files = names.map((name) => ({
    name,
    open: () => createReadStream(path.join(folder, name)),
  }));
  const begin = Date.parse(clock.now());
  const { counts } = await importCustomers(context, { tenantId: 'maple', files });
  const middle = Date.parse(clock.now());
  const marked = await recomputeMarkedOwners(context, 'maple');
  const end = Date.parse(clock.now());
  const sums = { visits: 0, noShows: 0, lateCancellations: 0, balanceCents: 0, left: 0, owners: 0 };
  let cursor: string | undefined;
  do {
    const query = { limit: 1000, ...(cursor !== undefined && { cursor }) };
    const page = await records.query(ownerType, LIVE, query);
    for (const { value } of page.items) {
      sums.owners += 1;
      sums.visits += value.visitCount ?? 0;
      sums.noShows += value.noShowCount ?? 0;
      sums.lateCancellations += value.lateCancellationCount ?? 0;
      sums.balanceCents += value.balanceCents ?? 0;
      if (value.recomputeSince !== undefined) sums.left += 1;
    }
    cursor = page.next;
  } while (cursor !== undefined);
  const appointments = await records.count(appointmentType, LIVE);
  const events = await store.count(LIVE, { type: 'event' });
  await store.close();
  const { left, ...totals } = sums;
  if (marked !== totals.owners) throw new Error(`${String(marked)} owners were recomputed`);
  return {
    ...totals,
    appointments,
    payments: counts.payments.created,
    problems: counts.problems,
    marked: left,
    events,
    importMs: middle - begin,
    recomputeMs: end - middle,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

const [folder = '', dataFile = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await importAlone(folder, dataFile)));
