import { enqueueNow } from '../due-work/fast-path.ts';
import { addMs } from '../kernel/instant.ts';
import { notFound, ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { jobId, jobType, type Job } from './model.ts';
import { waitForNext } from './run-state.ts';

/** A tenant's job of a name. Throws `not-found` when there is none, `unknown-tenant` for a wrong tenant. */
export async function findJob(
  context: Context,
  tenantId: string,
  job: string,
): Promise<Stored<Job>> {
  await loadTenant(context, tenantId);
  const stored = await context.records.get(jobType, { tenantId }, jobId(job));
  if (stored === undefined) throw notFound('job', job);
  return stored;
}

/** All jobs of a tenant, by id. */
export async function listJobs(context: Context, tenantId: string): Promise<Job[]> {
  const page = await context.records.query(jobType, { tenantId }, { limit: 1000 });
  return page.items.map(({ value }) => value);
}

/**
 * Makes a job due now instead of at its next occurrence. Refused (409) while a run of it is
 * under way or held: two runs at once would plan the same texts.
 */
export async function runJobNow(context: Context, tenantId: string, job: string): Promise<Job> {
  const stored = await findJob(context, tenantId, job);
  if (stored.value.status !== 'waiting') throw notNow(stored.value, 'waiting');
  return change(context, stored, { dueKind: 'jobs', dueAt: context.clock.now(), attempts: 0 });
}

/** Lets a held run go on. Refused (409) when no run is held. */
export async function approveRun(context: Context, tenantId: string, job: string): Promise<Job> {
  const stored = await findJob(context, tenantId, job);
  const { run, status } = stored.value;
  if (status !== 'held' || run === undefined) throw notNow(stored.value, 'held');
  const now = context.clock.now();
  return change(context, stored, {
    status: 'running',
    dueKind: 'jobs',
    dueAt: now,
    run: { ...run, approvedAt: now },
  });
}

/** Ends a held run without doing it; the job waits for its next occurrence. Refused (409) when none is held. */
export async function dismissRun(context: Context, tenantId: string, job: string): Promise<Job> {
  const stored = await findJob(context, tenantId, job);
  if (stored.value.status !== 'held') throw notNow(stored.value, 'held');
  const tenant = await loadTenant(context, tenantId);
  const now = context.clock.now();
  return change(context, stored, waitForNext(stored.value, tenant, now, 'dismissed'));
}

async function change(context: Context, stored: Stored<Job>, changes: Partial<Job>): Promise<Job> {
  const now = context.clock.now();
  const document: Job = {
    ...stored.value,
    ...changes,
    revision: stored.value.revision + 1,
    updatedAt: now,
  };
  const { tenantId, id } = document;
  const result = await context.records.commit({ tenantId }, [
    { op: 'replace', document, etag: stored.etag },
  ]);
  if (!result.ok) throw notNow({ ...stored.value, status: 'running' }, stored.value.status);
  if (document.dueAt !== undefined && document.dueAt <= addMs(now, 1)) {
    await enqueueNow(context, [{ tenantId, id, kind: 'jobs' }]);
  }
  return document;
}

function notNow(job: Job, allowed: Job['status']): ProblemError {
  return new ProblemError({
    kind: 'job-state',
    status: 409,
    detail: `The job ${job.job} is ${job.status}; this needs it to be ${allowed}.`,
    field: 'status',
    value: job.status,
    allowed,
  });
}
