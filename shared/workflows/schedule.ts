import type { JobProgram } from '../jobs/job-worker.ts';
import type { Job, JobRun } from '../jobs/model.ts';
import { runPages } from '../jobs/run-pages.ts';
import { commitPage, finishRun, holdRun } from '../jobs/run-state.ts';
import { instantOf, millis } from '../kernel/instant.ts';
import { raiseNotice } from '../notices/raise-notice.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { memberPage } from '../segments/members.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { scheduleCause } from './meant-on.ts';
import { runId, workflowRunType, workflowType, type Workflow } from './model.ts';
import { WORKFLOW_SCHEDULE } from './move-schedules.ts';
import { audienceOf, sends, type Audience } from './schedule-audience.ts';
import { heldCause } from './schedule-job.ts';
import { startRuns } from './start-runs.ts';

/** Owners of a page whose members begin runs: each is two writes at most, with the job in one commit. */
const STARTED_PER_PAGE = 45;

/** What a page is decided from. */
interface Page {
  readonly context: Context;
  readonly tenant: Tenant;
  readonly job: Stored<Job>;
  readonly run: JobRun;
  readonly workflow: Workflow;
  readonly audience: Audience;
}

/**
 * Starts the runs of a workflow whose trigger recurs: everybody of whom its conditions hold on the local
 * date of the run, at the pace of the business's sender.
 *
 * It counts first, page by page, and waits for a person when it would text more owners than the tenant's
 * guard allows. Then it starts runs page by page; each page's runs, and how far it is, are one commit with
 * the job. A run's id derives from workflow, owner and date: dying anywhere loses nobody and nobody
 * enters twice a day, also when the workflow was switched off and on again in between. A workflow or
 * segment that changes meanwhile is counted anew, and an approval held for what was counted alone.
 */
export const workflowSchedule: JobProgram = {
  name: WORKFLOW_SCHEDULE,
  actsForOccurrence: true,
  async run(context, claimed) {
    await runPages(context, claimed, async (job, tenant) => {
      const { run, subject = '' } = job.value;
      if (run === undefined) throw new Error(`Job ${job.value.id} has no run under way.`);
      const stored = await context.records.get(workflowType, liveOf(tenant.tenantId), subject);
      const workflow = stored?.value;
      if (workflow?.status !== 'active') return ended(context, job, tenant);
      const audience = await audienceOf(context.records, workflow, run.forDate);
      if (audience === undefined) {
        return ended(context, job, tenant, await segmentGone(context, workflow));
      }
      const page = { context, tenant, job, run, workflow, audience };
      const { version, segment } = run.counts;
      const counted = version === workflow.version && segment === audience.segmentRevision;
      if (!counted) return beginCount(page);
      return run.phase === 'count' ? countPage(page) : startPage(page);
    });
  },
};

async function ended(
  context: Context,
  job: Stored<Job>,
  tenant: Tenant,
  writes: readonly Write[] = [],
): Promise<undefined> {
  await finishRun(context, job, tenant, writes);
  return undefined;
}

async function beginCount({ context, job, run, workflow, audience }: Page): Promise<Stored<Job>> {
  const { cursor: _cursor, approvedAt: _approved, ...begun } = run;
  const { runs = 0, pacedUntilMs = 0 } = run.counts;
  const about = { version: workflow.version, segment: audience.segmentRevision };
  const counts = { ...about, runs, pacedUntilMs, looked: 0, expected: 0 };
  return commitPage(context, job, { ...begun, phase: 'count', counts }, []);
}

async function countPage(page: Page): Promise<Stored<Job> | undefined> {
  const { context, tenant, job, run, workflow, audience } = page;
  const { cursor, ...rest } = run;
  const at = { cursor, now: context.clock.now(), today: run.forDate };
  const found = await memberPage(context.records, tenant, audience.conditions, at);
  const texted = found.members.filter(({ facts }) => facts['owner.sms_opted_in'] === true);
  const { looked = 0, expected: before = 0 } = run.counts;
  const expected = before + (sends(workflow) ? texted.length : 0);
  const counts = { ...run.counts, looked: looked + found.looked, expected };
  if (found.next !== undefined) {
    return commitPage(context, job, { ...rest, cursor: found.next, counts }, []);
  }
  const counted = { ...rest, phase: 'start', counts: { ...counts, looked: 0 } };
  if (expected <= tenant.vaccination.textGuard) return commitPage(context, job, counted, []);
  await holdRun(context, job, counted, await heldNotice(page, expected));
  return undefined;
}

async function startPage(page: Page): Promise<Stored<Job> | undefined> {
  const { context, tenant, job, run, workflow, audience } = page;
  const { records, clock } = context;
  const now = clock.now();
  const { cursor, ...rest } = run;
  const at = { cursor, now, today: run.forDate, limit: STARTED_PER_PAGE };
  const found = await memberPage(records, tenant, audience.conditions, at);
  const cause = scheduleCause(run.forDate);
  const ids = found.members.map(({ owner }) => runId(workflow.id, owner.id, cause));
  const there = await records.getMany(workflowRunType, liveOf(tenant.tenantId), ids);
  const known = new Set(there.map(({ value }) => value.id));
  const entering = found.members.filter((_member, n) => !known.has(ids[n] ?? ''));
  const { pacedUntilMs = 0, runs = 0, looked = 0 } = run.counts;
  const { trigger } = workflow.definition;
  const over = trigger.type === 'time_based' ? { segmentId: trigger.segmentId } : {};
  const starts = entering.map(({ owner: { id: ownerId, absorbing } }) => {
    return { workflow, ownerId, absorbing, cause, ...over, segments: 1 };
  });
  const busyUntil = instantOf(pacedUntilMs);
  const { begun, busyUntil: until } = await startRuns(records, tenant, starts, { now, busyUntil });
  const writes = begun.flatMap((it) => it.writes);
  const counts = {
    ...run.counts,
    looked: looked + found.looked,
    runs: runs + begun.length,
    pacedUntilMs: millis(until),
  };
  const next = found.next === undefined ? rest : { ...rest, cursor: found.next };
  const committed = await commitPage(context, job, { ...next, counts }, writes);
  return found.next === undefined ? ended(context, committed, tenant) : committed;
}

async function heldNotice({ context, tenant, job, workflow, run }: Page, texts: number) {
  return raiseNotice(context.records, {
    tenantId: tenant.tenantId,
    ...heldCause(job.value),
    detail:
      `The workflow "${workflow.name}" would text ${String(texts)} owners on ${run.forDate}, more ` +
      `than ${String(tenant.vaccination.textGuard)}. It waits for your approval.`,
    at: context.clock.now(),
  });
}

async function segmentGone(context: Context, { id, name, tenantId }: Workflow): Promise<Write[]> {
  return raiseNotice(context.records, {
    tenantId,
    kind: 'work-failed',
    subject: { type: 'workflow', id },
    detail: `The workflow "${name}" speaks to a customer segment that is gone; nobody was texted.`,
    at: context.clock.now(),
  });
}
