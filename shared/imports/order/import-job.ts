import { addMs, millis } from '../../kernel/instant.ts';
import { ProblemError } from '../../kernel/problem.ts';
import type { JobProgram } from '../../jobs/job-worker.ts';
import type { Job, JobRun } from '../../jobs/model.ts';
import { runPages } from '../../jobs/run-pages.ts';
import { finishRun, pauseRun } from '../../jobs/run-state.ts';
import type { Context } from '../../platform/context.ts';
import type { Stored } from '../../platform/store/document-store.ts';
import { liveOf, type Tenant } from '../../tenants/model.ts';
import { importCustomers } from '../import-customers.ts';
import { importType, type Import } from '../model.ts';
import { openImportFile } from '../upload/open-file.ts';
import { endingWrites, failureWrites, type Ending } from './end-order.ts';
import { IMPORT_JOB } from './line.ts';
import { findOrder, hasEnded, type ImportOrder, type OrderRef } from './model.ts';
import { noteWork } from './note-work.ts';
import { announce, completeFiles } from './order-import.ts';
import { retryOrder } from './steer-order.ts';

/** After so long a worker stops behind the page under way and puts the job due again: a minute. */
const SLICE_MS = 60_000;

/** How often a running import asks whether it was cancelled: at most every second. */
const ASK_EVERY_MS = 1000;

/** How long an import steps back from files that another run is importing. */
const STEP_BACK_MS = 30_000;

/**
 * Does an ordered import in slices of a minute, so that it fits into any function's time. The
 * import itself keeps the cursor and a lease, both in every page's commit: a slice that dies is
 * gone on with after its last page, and of two workers one is refused. Each slice does one page
 * at least. Files that are unusable end the order as failed; an outage is tried again as any job.
 */
export const importJob: JobProgram = {
  name: IMPORT_JOB,
  run: async (context, claimed) =>
    runPages(context, claimed, async (job, tenant) => {
      await slice(context, job, tenant);
      return undefined;
    }),
  failed: async (context, job, reason) => failureWrites(context, refOf(job), reason),
};

function refOf({ tenantId, subject = '' }: Job): OrderRef {
  return { tenantId, orderId: subject };
}

async function slice(context: Context, job: Stored<Job>, tenant: Tenant): Promise<void> {
  const ref = refOf(job.value);
  const { value: order } = await findOrder(context, ref);
  if (order.status === 'failed') await retryFromJob(context, ref);
  if (hasEnded(order)) {
    await finishRun(context, job, tenant);
    return;
  }
  const outcome = await outcomeOf(context, order);
  if (outcome.status !== 'later') await end(context, job, tenant, outcome);
  else await pause(context, job, outcome.afterMs);
}

type Outcome = Ending | { readonly status: 'later'; readonly afterMs: number };

async function outcomeOf(context: Context, order: ImportOrder): Promise<Outcome> {
  if (order.status === 'cancelling') return { status: 'cancelled' };
  // A worker may have died between the import's last commit and the order's.
  if (await isDone(context, order)) return { status: 'finished' };
  try {
    if (await importRows(context, order)) return { status: 'finished' };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { kind } = error.problem;
    if (kind === 'import-running' || kind === 'busy') {
      return { status: 'later', afterMs: STEP_BACK_MS };
    }
    return { status: 'failed', problem: error.problem };
  }
  const { value: now } = await findOrder(context, { tenantId: order.tenantId, orderId: order.id });
  return now.status === 'cancelling' ? { status: 'cancelled' } : { status: 'later', afterMs: 0 };
}

/** Somebody retried the job of a failed order: the order joins the line, which makes a job of its own due. */
async function retryFromJob(context: Context, ref: OrderRef): Promise<void> {
  try {
    await retryOrder(context, ref);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    context.log.warn('Import could not be retried', { id: ref.orderId, kind: error.problem.kind });
  }
}

async function isDone({ records }: Context, { tenantId, work }: ImportOrder): Promise<boolean> {
  if (work === undefined) return false;
  const stored = await records.get(importType, liveOf(tenantId), work.importId);
  return stored?.value.run === work.run && stored.value.status === 'finished';
}

/** Imports for a slice; false: rows are left, or the order was cancelled. */
async function importRows(context: Context, order: ImportOrder): Promise<boolean> {
  const { tenantId, id: orderId, mapping } = order;
  const found = await completeFiles(
    context,
    tenantId,
    order.files.map(({ id }) => id),
  );
  const stop = new AbortController();
  const watch = pageWatch(context, { tenantId, orderId }, stop);
  const result = await importCustomers(context, {
    tenantId,
    files: found.map(({ value }) => openImportFile(context, value)),
    ...(mapping !== undefined && { mapping }),
    onPage: watch,
    signal: stop.signal,
  });
  return result.status === 'finished';
}

/** Notes which import it is before the first page; after the others sees when to stop. */
function pageWatch(
  context: Context,
  ref: OrderRef,
  stop: AbortController,
): (document: Import) => Promise<void> {
  let from: number | undefined;
  let asked = 0;
  return async (document) => {
    const now = millis(context.clock.now());
    if (from === undefined) {
      from = now;
      asked = now;
      const order = await noteWork(context, ref, document);
      if (order.status === 'cancelling') stop.abort();
      return;
    }
    if (now - from >= SLICE_MS) stop.abort();
    else if (now - asked >= ASK_EVERY_MS) {
      asked = now;
      const { value } = await findOrder(context, ref);
      if (value.status === 'cancelling') stop.abort();
    }
  };
}

async function end(
  context: Context,
  job: Stored<Job>,
  tenant: Tenant,
  ending: Ending,
): Promise<void> {
  const ref = refOf(job.value);
  const { writes, starts } = await endingWrites(context, ref, ending);
  await finishRun(context, job, tenant, writes);
  await announce(context, ref.tenantId, starts);
}

async function pause(context: Context, job: Stored<Job>, ms: number): Promise<void> {
  const run: JobRun | undefined = job.value.run;
  if (run === undefined) return;
  await pauseRun(context, job, run, addMs(context.clock.now(), ms));
  if (ms === 0) await announce(context, job.value.tenantId, job.value.subject);
}
