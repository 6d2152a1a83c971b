import { appointmentType } from '../appointments/model.ts';
import { enqueueNow } from '../due-work/fast-path.ts';
import type { JobProgram } from '../jobs/job-worker.ts';
import { jobId, jobType, type Job } from '../jobs/model.ts';
import { oneOffJob } from '../jobs/one-off-job.ts';
import { recurringJob } from '../jobs/recurring-job.ts';
import { runPages } from '../jobs/run-pages.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { LocalRule } from '../kernel/local-rule.ts';
import type { LocalTime } from '../kernel/time-zone.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { create, replace } from '../platform/store/records.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { ATTRIBUTION_RULES } from './attribution-rule.ts';
import { creditPage, CREDIT_PAGE_SIZE } from './credit-page.ts';

/** The name of the nightly run that looks at the latest bookings once more. */
export const SETTLE_CREDITS = 'settle-credits';

/** At a quiet hour, after the day's last receipts and before the shop opens. */
const RULE: LocalRule = { every: 'day', at: '03:30' as LocalTime };
/** A run met later than this waits for the next night's. */
const MAX_LATE_MINUTES = 12 * 60;
/**
 * What became of a text is known 72 hours after its call at the latest; with a night that was missed a
 * booking is looked at again in time.
 */
const LOOK_BACK_MS = 6 * 24 * 3_600_000;

/** When a tenant's nightly run comes. */
export function settleRule(): LocalRule {
  return RULE;
}

/** The nightly run of a tenant, waiting for its first occurrence after `now`. */
export function settleCreditsJob(tenant: Tenant, now: Instant): Job {
  const maxLateMinutes = MAX_LATE_MINUTES;
  return recurringJob(tenant, { job: SETTLE_CREDITS, rule: RULE, maxLateMinutes, now });
}

/**
 * The nightly job: makes the credits of bookings of the last 6 days anew. A receipt that comes late
 * tells of a delivery before the booking, and no event of the visit may follow it.
 */
export const settleCredits: JobProgram = {
  name: SETTLE_CREDITS,
  async run(context, claimed) {
    await runPages(context, claimed, async (job, tenant) => {
      const { run } = job.value;
      const since = addMs(run?.startedAt ?? context.clock.now(), -LOOK_BACK_MS);
      const page = await context.records.query(appointmentType, liveOf(tenant.tenantId), {
        where: { createdAt: { from: since } },
        orderBy: { field: 'createdAt' },
        limit: CREDIT_PAGE_SIZE,
        ...(run?.cursor !== undefined && { cursor: run.cursor }),
      });
      return creditPage(context, job, tenant, page);
    });
  },
};

/** The name of the job that makes all credits anew; its subject is the version of the rule. */
export const RECOMPUTE_ATTRIBUTION = 'recompute-attribution';

/**
 * The job `recompute-attribution`: makes the credits of every booking there is anew under one rule,
 * oldest first, page by page. Bookings made meanwhile come after where it is, or are credited by their events.
 * Its run that dies goes on at its page.
 */
export const recomputeAttribution: JobProgram = {
  name: RECOMPUTE_ATTRIBUTION,
  async run(context, claimed) {
    await runPages(context, claimed, async (job, tenant) => {
      const { run, subject } = job.value;
      const page = await context.records.query(appointmentType, liveOf(tenant.tenantId), {
        orderBy: { field: 'createdAt' },
        limit: CREDIT_PAGE_SIZE,
        ...(run?.cursor !== undefined && { cursor: run.cursor }),
      });
      const rules = ATTRIBUTION_RULES.filter(({ version }) => String(version) === subject);
      return creditPage(context, job, tenant, page, rules);
    });
  },
};

/**
 * Starts to make all credits of a tenant anew under a rule. One that waits or is under way goes on as
 * it is; one that ended begins anew. Returns the job as it stands then.
 */
export async function startRecompute(
  context: Context,
  tenantId: string,
  ruleVersion: number,
): Promise<Job> {
  const { records, clock } = context;
  const subject = String(ruleVersion);
  const id = jobId(RECOMPUTE_ATTRIBUTION, subject);
  const job = await commitWithRetry(records, liveOf(tenantId), async () => {
    const fresh = oneOffJob({ tenantId, job: RECOMPUTE_ATTRIBUTION, subject, now: clock.now() });
    const stored = await records.get(jobType, liveOf(tenantId), id);
    if (stored === undefined) return { writes: [create(fresh)], value: fresh };
    const { status, createdAt, history, revision, runNumber } = stored.value;
    if (status !== 'done' && status !== 'failed') return { writes: [], value: stored.value };
    const again: Job = { ...fresh, createdAt, history, revision, runNumber };
    return { writes: [replace(stored, { run: undefined, ...again })], value: again };
  });
  await enqueueNow(context, [{ tenantId, id, kind: 'jobs' }]);
  return job;
}
