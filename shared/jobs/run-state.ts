import { addMs, type Instant } from '../kernel/instant.ts';
import { nextOccurrence } from '../kernel/local-rule.ts';
import { cureNotice } from '../notices/cure-notice.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import type { Tenant } from '../tenants/model.ts';
import { zoneOn } from '../tenants/zone-periods.ts';
import { HISTORY_LENGTH, JOB_LEASE_MS, type Job, type JobRun } from './model.ts';

/** The outcome of a finished run. */
export type RunOutcome = Job['history'][number]['outcome'];

/** Thrown when a page's commit met a guard that somebody else broke: read the page again. */
export class PageOvertakenError extends Error {
  override name = 'PageOvertakenError';
  /** The document whose guard broke. */
  readonly id: string;
  constructor(id: string) {
    super(`The page was overtaken by a change of ${id}.`);
    this.id = id;
  }
}

/**
 * Commits one page of a run: its writes, and the job with the run's new state and a renewed
 * lease, all or none. Returns the job as it stands now. Throws {@link PageOvertakenError} when
 * a guard broke; nothing was written then.
 */
export async function commitPage(
  context: Context,
  job: Stored<Job>,
  run: JobRun,
  writes: readonly Write[],
): Promise<Stored<Job>> {
  const now = context.clock.now();
  const value: Job = {
    ...job.value,
    run,
    attempts: 1,
    lastError: undefined,
    dueKind: 'jobs',
    dueAt: addMs(now, JOB_LEASE_MS),
    updatedAt: now,
  };
  return commitJob(context, job, value, writes);
}

/**
 * Ends the run with its counts, plans the next occurrence if the job has a rule, cures the notice
 * of an earlier failure, and commits that with `writes`.
 */
export async function finishRun(
  context: Context,
  job: Stored<Job>,
  tenant: Tenant,
  writes: readonly Write[] = [],
): Promise<Stored<Job>> {
  const now = context.clock.now();
  const { tenantId, id } = job.value;
  const failure = { kind: 'work-failed', subject: { type: 'job', id } } as const;
  const cured = await cureNotice(context.records, tenantId, failure, now);
  const value: Job = { ...job.value, ...endedRun(job.value, tenant, now, 'done') };
  return commitJob(context, job, value, [...cured, ...writes]);
}

/** Lets go of the run until `until`; whoever takes it up then finds it as `run` says. */
export async function pauseRun(
  context: Context,
  job: Stored<Job>,
  run: JobRun,
  until: Instant,
): Promise<Stored<Job>> {
  const value: Job = {
    ...job.value,
    run,
    attempts: 0,
    dueKind: 'jobs',
    dueAt: until,
    leaseId: undefined,
    updatedAt: context.clock.now(),
  };
  return commitJob(context, job, value, []);
}

/** Stops the run until a person approves or dismisses it; `writes` tell staff so. */
export async function holdRun(
  context: Context,
  job: Stored<Job>,
  run: JobRun,
  writes: readonly Write[],
): Promise<Stored<Job>> {
  const value: Job = {
    ...job.value,
    run,
    status: 'held',
    attempts: 0,
    dueKind: undefined,
    dueAt: undefined,
    leaseId: undefined,
    updatedAt: context.clock.now(),
  };
  return commitJob(context, job, value, writes);
}

/**
 * The changes that end a job's run and put it into its history. A job with a rule waits for its
 * next occurrence; one without is done, or has failed and keeps its run, so that a retry goes on
 * where it stopped.
 */
export function endedRun(
  job: Job,
  tenant: Tenant,
  now: Instant,
  outcome: RunOutcome,
  reason?: string,
): Partial<Job> {
  const { run, rule } = job;
  const finished = run && {
    runId: run.runId,
    forDate: run.forDate,
    startedAt: run.startedAt,
    finishedAt: now,
    outcome,
    counts: run.counts,
    ...(reason !== undefined && { reason }),
  };
  const ended = {
    attempts: 0,
    lastError: reason,
    leaseId: undefined,
    history: [...(finished ? [finished] : []), ...job.history].slice(0, HISTORY_LENGTH),
    updatedAt: now,
  };
  if (rule === undefined) {
    const left =
      outcome === 'failed'
        ? { status: 'failed' as const }
        : { status: 'done' as const, run: undefined };
    return { ...ended, ...left, dueKind: undefined, dueAt: undefined };
  }
  const dueAt = nextOccurrence(rule, now, (date) => zoneOn(tenant, date));
  return { ...ended, status: 'waiting', run: undefined, dueKind: 'jobs', dueAt };
}

async function commitJob(
  context: Context,
  job: Stored<Job>,
  value: Job,
  writes: readonly Write[],
): Promise<Stored<Job>> {
  const own: Write = { op: 'replace', document: value, etag: job.etag };
  const result = await context.records.commit({ tenantId: value.tenantId }, [own, ...writes]);
  if (!result.ok) throw new PageOvertakenError(result.broken.id);
  return { value, etag: result.etag };
}
