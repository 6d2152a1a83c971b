import { ownerType } from '../../customers/model.ts';
import { enqueueNow } from '../../due-work/fast-path.ts';
import type { JobProgram } from '../../jobs/job-worker.ts';
import { jobId, jobType, type Job } from '../../jobs/model.ts';
import { oneOffJob } from '../../jobs/one-off-job.ts';
import { runPages } from '../../jobs/run-pages.ts';
import { commitPage, finishRun, pauseRun } from '../../jobs/run-state.ts';
import { addMs, type Instant } from '../../kernel/instant.ts';
import type { Context } from '../../platform/context.ts';
import type { Stored, Write } from '../../platform/store/document-store.ts';
import { create, replace } from '../../platform/store/records.ts';
import { liveOf, type Tenant } from '../../tenants/model.ts';
import { importType } from '../model.ts';
import { recomputeImportedOwner } from './recompute-owner.ts';

/** The name of the job that recomputes the owners of an import; its subject is the import's id. */
const OWNER_RECOMPUTE = 'owner-recompute';

/** Owners between two renewals of the job's lease. */
const PAGE_SIZE = 25;

/** An import that says nothing for so long has let go; the job looks again a little later than that. */
const LOOK_AGAIN_MS = 35_000;

/** How long it is told of afterwards: 30 days. */
const TTL_SECONDS = 30 * 86_400;

/** The id of the job of an import. */
export function recomputeJobId(importId: string): string {
  return jobId(OWNER_RECOMPUTE, importId);
}

/**
 * The write that makes sure, in the commit that opens an import, that its owners are recomputed
 * whatever becomes of it: a job of its own that waits until the import has let go. One that is under
 * way is touched, so that it cannot end without seeing that the import goes on.
 */
export function recomputeWrite(
  stored: Stored<Job> | undefined,
  importId: string,
  tenantId: string,
  now: Instant,
): Write {
  const dueAt = addMs(now, LOOK_AGAIN_MS);
  const fresh = oneOffJob({
    ...{ tenantId, job: OWNER_RECOMPUTE, subject: importId },
    ...{ now, dueAt, ttl: TTL_SECONDS },
  });
  if (stored === undefined) return create(fresh);
  const { status, runNumber, history, createdAt, revision } = stored.value;
  if (status !== 'done' && status !== 'failed') {
    return { op: 'touch', id: fresh.id, etag: stored.etag };
  }
  const again: Job = { ...fresh, runNumber, history, createdAt, revision };
  return { op: 'replace', document: again, etag: stored.etag };
}

/**
 * Recomputes the owners whose records grew by imports, found by the mark on each, some at a time.
 * While the import still holds its lease it waits. A run that dies leaves the marks of whom it had not
 * come to.
 */
export const ownerRecomputeJob: JobProgram = {
  name: OWNER_RECOMPUTE,
  run: async (context, claimed) =>
    runPages(context, claimed, async (job, tenant) => page(context, job, tenant)),
};

async function page(
  context: Context,
  job: Stored<Job>,
  tenant: Tenant,
): Promise<Stored<Job> | undefined> {
  const { run, subject = '', tenantId } = job.value;
  if (run === undefined) return undefined;
  const now = context.clock.now();
  const imported = await context.records.get(importType, liveOf(tenantId), subject);
  const { status, lease } = imported?.value ?? {};
  if (status === 'running' && lease !== undefined && lease.until > now) {
    await pauseRun(context, job, run, addMs(now, LOOK_AGAIN_MS));
    return undefined;
  }
  const recomputed = await recomputeSome(context, tenantId);
  if (recomputed === 0) {
    await finishRun(context, job, tenant);
    return undefined;
  }
  const owners = (run.counts['owners'] ?? 0) + recomputed;
  return commitPage(context, job, { ...run, counts: { owners } }, []);
}

async function recomputeSome(context: Context, tenantId: string): Promise<number> {
  const marked = await context.records.query(ownerType, liveOf(tenantId), {
    orderBy: { field: 'recomputeSince' },
    limit: PAGE_SIZE,
  });
  for (const { value } of marked.items) await recomputeImportedOwner(context, tenantId, value.id);
  return marked.items.length;
}

/** Recomputes every marked owner here and now; the job then finds nothing left. Answers how many. */
export async function recomputeMarkedOwners(context: Context, tenantId: string): Promise<number> {
  let owners = 0;
  for (;;) {
    const recomputed = await recomputeSome(context, tenantId);
    if (recomputed === 0) return owners;
    owners += recomputed;
  }
}

/** Lets the job of an import that has ended begin at once; if this fails it does a little later. */
export async function startRecompute(
  context: Context,
  tenantId: string,
  importId: string,
): Promise<void> {
  const { records, clock } = context;
  const id = recomputeJobId(importId);
  const stored = await records.get(jobType, liveOf(tenantId), id);
  const now = clock.now();
  const { dueAt, leaseId } = stored?.value ?? {};
  if (stored === undefined || dueAt === undefined || leaseId !== undefined || dueAt <= now) return;
  const sooner = replace(stored, { dueAt: now, updatedAt: now });
  const result = await records.commit(liveOf(tenantId), [sooner]);
  if (result.ok) await enqueueNow(context, [{ tenantId, id, kind: 'jobs' }]);
}
