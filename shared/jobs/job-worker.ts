import { nextOccurrence, type LocalRule } from '../kernel/local-rule.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Lease, Worker } from '../due-work/worker.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import type { Tenant } from '../tenants/model.ts';
import { dateAt, zoneOn } from '../tenants/zone-periods.ts';
import { HISTORY_LENGTH, JOB_LEASE_MS, jobType, type Job } from './model.ts';
import { endedRun } from './run-state.ts';

/**
 * What a job of a name does. `run` works page by page; each page is one commit that also
 * replaces the job document (see `commitPage`), so a run that dies is resumed from its
 * cursor and two workers cannot interleave.
 */
export interface JobProgram {
  readonly name: string;
  /**
   * A run acts for the date of its occurrence, also when it is met after midnight. Absent: for the date on which
   * it begins, as what looks at how things stand then.
   */
  readonly actsForOccurrence?: true;
  run(context: Context, job: Stored<Job>, tenant: Tenant, lease: Lease): Promise<void>;
  /** What else is to be written in the commit that gives the job up after its last attempt. */
  failed?(context: Context, job: Job, reason: string): Promise<readonly Write[]>;
}

/** The worker of all jobs; `programs` are the jobs that exist. */
export function jobWorker(programs: readonly JobProgram[]): Worker<Job> {
  const byName = new Map(programs.map((program) => [program.name, program]));
  return {
    kind: 'jobs',
    type: jobType,
    leaseMs: JOB_LEASE_MS,
    async decide(context, stored, now) {
      const { value: job } = stored;
      if (job.status === 'running') return { kind: 'claim', changes: {} };
      if (job.status !== 'waiting') return { kind: 'settle', writes: [withoutDueDate(stored)] };
      const tenant = await loadTenant(context, job.tenantId);
      if (job.rule !== undefined && isTooLate(job, now)) {
        return { kind: 'settle', writes: [skipLate(stored, job.rule, tenant, now)] };
      }
      const program = byName.get(job.job);
      const forDate =
        program?.actsForOccurrence === true ? dateOfRun(job, tenant, now) : dateAt(tenant, now);
      return { kind: 'claim', changes: startRun(job, forDate, now) };
    },
    async run(context, claimed, lease) {
      const program = byName.get(claimed.value.job);
      if (program === undefined) throw new Error(`No such job: ${claimed.value.job}`);
      const tenant = await loadTenant(context, claimed.value.tenantId);
      await program.run(context, claimed, tenant, lease);
    },
    async fail(context, stored, reason, now) {
      const tenant = await loadTenant(context, stored.value.tenantId);
      const writes = await byName.get(stored.value.job)?.failed?.(context, stored.value, reason);
      const changes = endedRun(stored.value, tenant, now, 'failed', reason);
      return { changes, ...(writes !== undefined && { writes }) };
    },
  };
}

function isTooLate({ dueAt, maxLateMinutes }: Job, now: Instant): boolean {
  return (
    dueAt !== undefined && maxLateMinutes !== undefined && dueAt < stillInTime(maxLateMinutes, now)
  );
}

/** What was due before this is too late by now. */
function stillInTime(maxLateMinutes: number, now: Instant): Instant {
  return addMs(now, -maxLateMinutes * 60_000);
}

function startRun(job: Job, forDate: LocalDate, now: Instant): Partial<Job> {
  const runNumber = job.runNumber + 1;
  return {
    status: 'running',
    runNumber,
    updatedAt: now,
    run: {
      runId: `${job.id}:${String(runNumber)}`,
      forDate,
      startedAt: now,
      phase: 'start',
      counts: {},
    },
  };
}

/**
 * The local date that a run acts for: that of the last occurrence which has come, also when it is met after
 * midnight or a moment early; of a run that a person asks for, the date on which they did; of a job that does not
 * recur, today.
 */
function dateOfRun({ rule, dueAt }: Job, tenant: Tenant, now: Instant): LocalDate {
  if (rule === undefined || dueAt === undefined) return dateAt(tenant, now);
  const after = (at: Instant) => nextOccurrence(rule, at, (date) => zoneOn(tenant, date));
  let last = dueAt;
  for (let next = after(last); next <= now; next = after(next)) last = next;
  return dateAt(tenant, last);
}

function skipLate(stored: Stored<Job>, rule: LocalRule, tenant: Tenant, now: Instant): Write {
  const { value: job, etag } = stored;
  // The next one may have passed as well and still be in time: it is not skipped with this one.
  const missed = addMs(stillInTime(job.maxLateMinutes ?? 0, now), -1);
  const skipped = {
    runId: `${job.id}:late:${job.dueAt ?? ''}`,
    forDate: dateAt(tenant, job.dueAt ?? now),
    startedAt: now,
    finishedAt: now,
    outcome: 'skipped' as const,
    reason: 'too-late',
    counts: {},
  };
  const document: Job = {
    ...job,
    dueAt: nextOccurrence(rule, missed, (date) => zoneOn(tenant, date)),
    history: [skipped, ...job.history].slice(0, HISTORY_LENGTH),
    updatedAt: now,
  };
  return { op: 'replace', document, etag };
}

function withoutDueDate({ value, etag }: Stored<Job>): Write {
  return { op: 'replace', document: { ...value, dueKind: undefined, dueAt: undefined }, etag };
}
