import { enqueueNow } from '../due-work/fast-path.ts';
import type { Instant } from '../kernel/instant.ts';
import { notFound, ProblemError } from '../kernel/problem.ts';
import { cureNotice } from '../notices/cure-notice.ts';
import type { NoticeCause } from '../notices/model.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import type { Tenant } from '../tenants/model.ts';
import { jobIdOfKey, jobKey, jobType, type Job } from './model.ts';
import { endedRun } from './run-state.ts';

/**
 * A tenant's job by its key, see `jobKey`. Throws `not-found` when there is none,
 * `unknown-tenant` for a wrong tenant.
 */
export async function findJob(
  context: Context,
  tenantId: string,
  key: string,
): Promise<Stored<Job>> {
  await loadTenant(context, tenantId);
  const stored = await context.records.get(jobType, { tenantId }, jobIdOfKey(key));
  if (stored === undefined) throw notFound('job', key);
  return stored;
}

/** All jobs of a tenant, by id, at most 1,000. */
export async function listJobs(context: Context, tenantId: string): Promise<Job[]> {
  const page = await context.records.query(jobType, { tenantId }, { limit: 1000 });
  return page.items.map(({ value }) => value);
}

/**
 * Makes a job that waits due now. Refused (409) while a run of it is under way or held (two
 * runs at once would plan the same texts), and for one that was done once and for all.
 */
export async function runJobNow(context: Context, tenantId: string, key: string): Promise<Job> {
  return change(context, tenantId, key, ['waiting'], (_job, _tenant, now) => ({
    dueKind: 'jobs',
    dueAt: now,
    attempts: 0,
  }));
}

/** Lets a held run go on. Refused (409) when no run is held. */
export async function approveRun(context: Context, tenantId: string, key: string): Promise<Job> {
  return change(context, tenantId, key, ['held'], ({ run }, _tenant, now) => ({
    status: 'running',
    dueKind: 'jobs',
    dueAt: now,
    ...(run !== undefined && { run: { ...run, approvedAt: now } }),
  }));
}

/** Ends a held run without doing it; the job waits for its next occurrence. Refused (409) when none is held. */
export async function dismissRun(context: Context, tenantId: string, key: string): Promise<Job> {
  return change(context, tenantId, key, ['held'], (job, tenant, now) =>
    endedRun(job, tenant, now, 'dismissed'),
  );
}

/**
 * Lets a job without a rule that failed go on where it stopped, with its attempts counted anew.
 * Refused (409) for any other: a recurring job comes again by itself.
 */
export async function retryJob(context: Context, tenantId: string, key: string): Promise<Job> {
  return change(context, tenantId, key, ['failed'], ({ run }, _tenant, now) => ({
    status: run === undefined ? 'waiting' : 'running',
    attempts: 0,
    lastError: undefined,
    dueKind: 'jobs',
    dueAt: now,
  }));
}

type Changes = (job: Job, tenant: Tenant, now: Instant) => Partial<Job>;

// A person has dealt with the job: what was raised about it is cured in the same commit.
async function change(
  context: Context,
  tenantId: string,
  key: string,
  allowed: readonly Job['status'][],
  changesOf: Changes,
): Promise<Job> {
  const { records, clock } = context;
  const tenant = await loadTenant(context, tenantId);
  const changed = await commitWithRetry(records, { tenantId }, async () => {
    const stored = await findJob(context, tenantId, key);
    const job = stored.value;
    if (!allowed.includes(job.status)) throw notNow(job, allowed);
    const now = clock.now();
    const changes = changesOf(job, tenant, now);
    const value: Job = { ...job, ...changes, revision: job.revision + 1, updatedAt: now };
    const cured = await Promise.all(
      causesOf(job).map(async (cause) => cureNotice(records, tenantId, cause, now)),
    );
    const own = { op: 'replace', document: value, etag: stored.etag } as const;
    return { writes: [own, ...cured.flat()], value };
  });
  const { id, dueAt } = changed;
  if (dueAt !== undefined && dueAt <= clock.now()) {
    await enqueueNow(context, [{ tenantId, id, kind: 'jobs' }]);
  }
  return changed;
}

function causesOf(job: Job): NoticeCause[] {
  return job.status === 'held'
    ? [{ kind: 'scan-held', subject: { type: 'job', id: jobKey(job) } }]
    : [{ kind: 'work-failed', subject: { type: 'job', id: job.id } }];
}

function notNow(job: Job, allowed: readonly Job['status'][]): ProblemError {
  return new ProblemError({
    kind: 'job-state',
    status: 409,
    detail: `The job ${jobKey(job)} is ${job.status}; this needs it to be ${allowed.join(' or ')}.`,
    field: 'status',
    value: job.status,
    allowed: allowed.join(', '),
  });
}
