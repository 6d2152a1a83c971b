import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { compose, dispose, type Replacements } from '../../../functions/composition.ts';
import { readOutbox } from '../../../local/outbox.ts';
import { localSettings } from '../../../local/settings.ts';
import { drain } from '../../../shared/due-work/drain.ts';
import { importCustomers } from '../../../shared/imports/import-customers.ts';
import { jobId, jobType, type Job } from '../../../shared/jobs/model.ts';
import { runJobNow } from '../../../shared/jobs/run-job.ts';
import { addDays, type LocalDate } from '../../../shared/kernel/local-date.ts';
import { instantOf, millis, type Instant } from '../../../shared/kernel/instant.ts';
import { localDateAt } from '../../../shared/kernel/time-zone.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import { noticeType, type Notice } from '../../../shared/notices/model.ts';
import { readConfig, type Environment } from '../../../shared/platform/config.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { silentLog } from '../../../shared/platform/log.ts';
import { inProcessQueues } from '../../../shared/platform/queues/in-process-queues.ts';
import type { OutboxText } from '../../../shared/platform/sms/local-outbox.ts';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import { vaccinationAlertType, type VaccinationAlert } from '../../../shared/vaccinations/model.ts';
import { VACCINATION_SCAN } from '../../../shared/vaccinations/scan-job.ts';
import { workers } from '../../../shared/workers.ts';

/** The business of these tests. */
export const TENANT = 'maple';

/** A Monday, 10:00 in New York: within the hours for texts. */
const MORNING = instantOf(Date.parse('2026-03-02T15:00:00Z'));

/** Nobody listens there. */
const NO_PORTS = { api: 1, signIn: 1, blobs: 1, queues: 1 };

/** A business in a data folder of its own, laid out as the local product's. */
export interface Business {
  readonly folder: string;
  /** The composed product in this process, without queues. */
  readonly context: Context;
  /** What a host or a command line in a process of its own needs to work on this folder. */
  readonly env: Readonly<Record<string, string>>;
  now(): Instant;
  /** Moves the clock, also for processes that start from now on. */
  advance(minutes: number): void;
  /** Makes the daily scan due now. */
  scanNow(): Promise<void>;
  /** Does all that is due in this process. */
  drain(): ReturnType<typeof drain>;
  /** The scan with its runs. */
  scan(): Promise<Job>;
  messages(): Promise<Message[]>;
  alerts(): Promise<VaccinationAlert[]>;
  notices(): Promise<Notice[]>;
  /** The texts in the outbox. */
  texts(): Promise<OutboxText[]>;
  close(): Promise<void>;
}

/** How to set a business up. */
export interface BusinessOptions {
  /** Owners with one dog whose rabies vaccination expires in 7 days. */
  readonly owners: number;
  readonly timeZone?: string;
  /** Configuration that wins over the local product's. */
  readonly environment?: Environment;
  /** stopped: the clock of this process stands still between `advance` calls. */
  readonly clock?: 'stopped' | 'shifted' | 'real';
  readonly replacements?: (now: () => Instant) => Replacements;
}

/** Opens a business with owners who are due. */
export async function openBusiness(options: BusinessOptions): Promise<Business> {
  const folder = mkdtempSync(join(tmpdir(), 'petops-product-'));
  const settings = localSettings(folder, NO_PORTS, options.environment ?? {});
  const kind = options.clock ?? 'shifted';
  let offsetMs = kind === 'real' ? 0 : millis(MORNING) - Date.now();
  let standing = MORNING;
  const now = () => (kind === 'stopped' ? standing : instantOf(Date.now() + offsetMs));
  const keepClock = () => {
    writeFileSync(settings.clockFile, JSON.stringify({ offsetMs }));
  };
  keepClock();
  const context = await compose(readConfig(settings.environment), silentLog, {
    clock: { now },
    queues: inProcessQueues(),
    ...options.replacements?.(now),
  });
  const timeZone = options.timeZone ?? 'America/New_York';
  await createTenant(context, { id: TENANT, name: 'Maple Street Grooming', timeZone });
  await importDue(context, 0, options.owners, localDateAt(now(), timeZone));
  const all = async <T>(type: Parameters<typeof context.records.query<T>>[0]): Promise<T[]> => {
    const page = await context.records.query(type, { tenantId: TENANT }, { limit: 1000 });
    return page.items.map(({ value }) => value);
  };
  return {
    folder,
    context,
    env: settings.environment as Record<string, string>,
    now,
    advance: (minutes) => {
      offsetMs += minutes * 60_000;
      standing = instantOf(millis(standing) + minutes * 60_000);
      keepClock();
    },
    scanNow: async () => {
      await runJobNow(context, TENANT, VACCINATION_SCAN);
    },
    drain: async () => drain(context, workers),
    scan: async () => {
      const partition = { tenantId: TENANT };
      const stored = await context.records.get(jobType, partition, jobId(VACCINATION_SCAN));
      if (stored === undefined) throw new Error('The business has no scan.');
      return stored.value;
    },
    messages: async () => all(messageType),
    alerts: async () => all(vaccinationAlertType),
    notices: async () => all(noticeType),
    texts: async () => readOutbox(settings.outboxFile),
    close: async () => {
      await dispose(context);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The number of the n-th owner; each is well formed and nobody's. */
export function numberOf(n: number): string {
  const area = 201 + Math.floor(n / 100);
  return `+1${String(area)}55501${String(n % 100).padStart(2, '0')}`;
}

/** A spreadsheet of owners `from` to `to` (exclusive), each with a dog whose cover ends in 7 days. */
export function dueOwnersCsv(from: number, to: number, today: LocalDate): string {
  const expires = addDays(today, 7);
  const rows = Array.from({ length: to - from }, (_, i) => {
    const n = String(from + i);
    return `C${n},Owner${n},Example,${numberOf(from + i)},Dog${n},dog,rabies,${expires}`;
  });
  const header = 'Customer ID,First Name,Last Name,Mobile,Pet,Species,Vaccine,Expires On';
  return [header, ...rows, ''].join('\n');
}

async function importDue(
  context: Context,
  from: number,
  to: number,
  today: LocalDate,
): Promise<void> {
  if (to === from) return;
  const text = dueOwnersCsv(from, to, today);
  const { counts } = await importCustomers(context, {
    tenantId: TENANT,
    files: [{ name: 'due.csv', open: () => Readable.from([Buffer.from(text)]) }],
  });
  if (counts.vaccinations.created !== to - from) {
    throw new Error(`Not all went in: ${JSON.stringify(counts)}`);
  }
}
