import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { compose, dispose } from '../../functions/composition.ts';
import { importCustomers } from '../../shared/imports/import-customers.ts';
import { findJob, runJobNow } from '../../shared/jobs/run-job.ts';
import { instantOf } from '../../shared/kernel/instant.ts';
import type { LocalDate } from '../../shared/kernel/local-date.ts';
import { readConfig, type Config } from '../../shared/platform/config.ts';
import type { Context } from '../../shared/platform/context.ts';
import { silentLog } from '../../shared/platform/log.ts';
import { inProcessQueues } from '../../shared/platform/queues/in-process-queues.ts';
import { createTenant } from '../../shared/tenants/create-tenant.ts';
import { listTenants } from '../../shared/tenants/list-tenants.ts';
import { VACCINATION_SCAN } from '../../shared/vaccinations/scan-job.ts';
import { demoStart } from '../demo/demo-clock.ts';
import { DEMO_TENANT, generateDemo } from '../demo/generate-demo.ts';
import type { LocalSettings } from '../settings.ts';

/** What became of the data folder: a demo was made in it, or it is kept as it is. */
export type Seeding = 'made' | 'kept';

/** What is noted about the demo of a folder, so that a start that died midway is completed. */
const noteSchema = z.object({ anchor: z.string(), done: z.boolean() });

/**
 * Makes the demo business in a fresh data folder: sets the local clock to the demo's morning,
 * creates the tenant, imports its spreadsheets through the product's own import, and makes the
 * first scan due. A folder with tenants of its own is kept as it is. Every step can be
 * repeated, so a start that died midway is completed by the next.
 */
export async function seedDemo(settings: LocalSettings): Promise<Seeding> {
  await mkdir(settings.folder, { recursive: true });
  const config = readConfig(settings.environment);
  const noteFile = join(settings.folder, 'demo.json');
  const note = await readNote(noteFile);
  if (note?.done === true) return 'kept';
  if (note === undefined && (await hasTenants(config))) return 'kept';

  const start = demoStart(instantOf(Date.now()), DEMO_TENANT.timeZone);
  const anchor = (note?.anchor ?? start.anchor) as LocalDate;
  if (note === undefined) {
    await writeFile(settings.clockFile, JSON.stringify({ offsetMs: start.offsetMs }));
    await writeFile(noteFile, JSON.stringify({ anchor, done: false }));
  }
  await inContext(config, (context) => fill(context, anchor));
  await writeFile(noteFile, JSON.stringify({ anchor, done: true }));
  return 'made';
}

async function readNote(file: string): Promise<z.output<typeof noteSchema> | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : noteSchema.parse(JSON.parse(text));
}

async function hasTenants(config: Config): Promise<boolean> {
  return inContext(config, async ({ records }) => (await listTenants(records)).length > 0);
}

async function inContext<T>(config: Config, act: (context: Context) => Promise<T>): Promise<T> {
  const context = compose(config, silentLog, { queues: inProcessQueues() });
  try {
    return await act(context);
  } finally {
    await dispose(context);
  }
}

async function fill(context: Context, anchor: LocalDate): Promise<void> {
  const { tenant, files } = generateDemo({ anchor });
  const tenants = await listTenants(context.records);
  if (!tenants.some(({ id }) => id === tenant.id)) await createTenant(context, tenant);
  await importCustomers(context, {
    tenantId: tenant.id,
    files: files.map(({ name, text }) => ({
      name,
      open: () => Readable.from([Buffer.from(text)]),
    })),
  });
  const { value: scan } = await findJob(context, tenant.id, VACCINATION_SCAN);
  if (scan.runNumber === 0) await runJobNow(context, tenant.id, VACCINATION_SCAN);
}
