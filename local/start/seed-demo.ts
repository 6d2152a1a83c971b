import { setTimeout as sleep } from 'node:timers/promises';
import { mkdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { compose, dispose } from '../../functions/composition.ts';
import { importCustomers } from '../../shared/imports/import-customers.ts';
import { findJob, runJobNow } from '../../shared/jobs/run-job.ts';
import { instantOf } from '../../shared/kernel/instant.ts';
import type { LocalDate } from '../../shared/kernel/local-date.ts';
import { ProblemError } from '../../shared/kernel/problem.ts';
import { readConfig, type Config } from '../../shared/platform/config.ts';
import type { Context } from '../../shared/platform/context.ts';
import { silentLog } from '../../shared/platform/log.ts';
import { inProcessQueues } from '../../shared/platform/queues/in-process-queues.ts';
import { createTenant } from '../../shared/tenants/create-tenant.ts';
import { listTenants } from '../../shared/tenants/list-tenants.ts';
import { newTenantRules, type TenantRules } from '../../shared/tenants/new-tenant-rules.ts';
import { VACCINATION_SCAN } from '../../shared/vaccinations/scan-job.ts';
import {
  defaultWorkflows,
  switchOnEntries,
} from '../../shared/workflows/library/default-workflows.ts';
import { demoStart } from '../demo/demo-clock.ts';
import { DEMO_TENANT, generateDemo } from '../demo/generate-demo.ts';
import { writeJsonFile } from '../json-file.ts';
import type { LocalSettings } from '../settings.ts';
import { seedDemoMarketing } from './seed-marketing.ts';
import { seedDemoMembers } from './seed-members.ts';
import { seedDemoVisits } from './seed-visits.ts';
import { readDemoNote, writeDemoNote } from './demo-note.ts';

/** What became of the data folder: a demo was made in it, or it is kept as it is. */
export type Seeding = 'made' | 'kept';

/** What the demo business has switched on beside the reminders that every business begins with. */
const DEMO_WORKFLOWS = ['thanks_after_visit', 'no_show_recovery'];

/** A start that died in its import keeps the next one out for half a minute. */
const IMPORT_PATIENCE_MS = 60_000;
const POLL_MS = 500;

/**
 * Makes the demo business in a fresh data folder: sets the local clock to the demo's morning,
 * creates the tenant with some workflows switched on, imports its spreadsheets through the product's own import, makes the
 * first scan due, and lets most owners take offers. Whoever the sign-in page offers works there. A folder with tenants of its own is kept as it is, and so is any folder while
 * texts leave this machine. Every step can be repeated, so a start that died midway is completed
 * by the next. In any case the store is opened and the clock read: throws what is wrong with
 * them, with the file's name.
 */
export async function seedDemo(settings: LocalSettings): Promise<Seeding> {
  await mkdir(settings.folder, { recursive: true });
  const config = readConfig(settings.environment);
  const note = readDemoNote(settings.folder);
  const tenants = await inContext(config, async ({ records }) => listTenants(records));
  if (config.sms.SMS_TRANSPORT !== 'local') return 'kept';
  if (note?.done === true) {
    await inContext(config, async (context) => seedDemoMembers(context, config.auth.AUTH_ISSUER));
    return 'kept';
  }
  if (note === undefined && tenants.length > 0) return 'kept';

  const start = demoStart(instantOf(Date.now()), DEMO_TENANT.timeZone);
  const anchor = note?.anchor ?? start.anchor;
  if (note === undefined) {
    writeJsonFile(settings.clockFile, { offsetMs: start.offsetMs });
    writeDemoNote(settings.folder, { anchor, done: false });
  }
  await inContext(config, async (context) => {
    await fill(context, anchor, newTenantRules(config.newTenants));
    await switchOnEntries(context, { tenantId: DEMO_TENANT.id, entries: DEMO_WORKFLOWS });
    await seedDemoMarketing(context, anchor);
    await seedDemoVisits(context, anchor);
    await seedDemoMembers(context, config.auth.AUTH_ISSUER);
  });
  writeDemoNote(settings.folder, { anchor, done: true });
  return 'made';
}

async function inContext<T>(config: Config, act: (context: Context) => Promise<T>): Promise<T> {
  const context = await compose(config, silentLog, { queues: inProcessQueues() });
  try {
    return await act(context);
  } finally {
    await dispose(context);
  }
}

async function fill(context: Context, anchor: LocalDate, rules: TenantRules): Promise<void> {
  const { tenant, files } = generateDemo({ anchor });
  await unless(
    'tenant-exists',
    createTenant(context, { ...tenant, rules, also: defaultWorkflows }),
  );
  const importAll = async (): Promise<unknown> =>
    importCustomers(context, {
      tenantId: tenant.id,
      files: files.map(({ name, text }) => ({
        name,
        open: () => Readable.from([Buffer.from(text)]),
      })),
    });
  const deadline = Date.now() + IMPORT_PATIENCE_MS;
  while (!(await unless('import-running', importAll(), Date.now() < deadline))) {
    await sleep(POLL_MS);
  }
  const { value: scan } = await findJob(context, tenant.id, VACCINATION_SCAN);
  if (scan.runNumber === 0) await runJobNow(context, tenant.id, VACCINATION_SCAN);
}

/** Whether `work` was done; a problem of this kind is no failure while it is `excused`. */
async function unless(kind: string, work: Promise<unknown>, excused = true): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (excused && error instanceof ProblemError && error.problem.kind === kind) return false;
    throw error;
  }
}
