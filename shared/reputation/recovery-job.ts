import { ownerType, type Owner } from '../customers/model.ts';
import type { JobProgram } from '../jobs/job-worker.ts';
import type { Job } from '../jobs/model.ts';
import { recurringJob } from '../jobs/recurring-job.ts';
import { runPages } from '../jobs/run-pages.ts';
import { commitPage, finishRun } from '../jobs/run-state.ts';
import type { Instant } from '../kernel/instant.ts';
import type { LocalRule } from '../kernel/local-rule.ts';
import type { LocalTime } from '../kernel/time-zone.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { reputationRulesOf } from '../tenants/reputation-rules.ts';
import { cachedState, isCurrent, scoreCache } from './cached-state.ts';
import { readEvents } from './read-events.ts';
import { foldEvents, type FoldState } from './score.ts';

/** The name of the weekly run that lets scores recover. */
export const SCORE_RECOVERY = 'score-recovery';

/** Sunday at midnight, as the plan has it. */
const RULE: LocalRule = { every: 'week', weekday: 0, at: '00:00' as LocalTime };
/** A run met later than this waits for the next week's: 3 days. */
const MAX_LATE_MINUTES = 3 * 24 * 60;
/** A page also writes the job. */
const PAGE_SIZE = 90;

/** When a tenant's weekly run comes. */
export function recoveryRule(): LocalRule {
  return RULE;
}

/** The weekly run of a tenant, waiting for its first occurrence after `now`. */
export function scoreRecoveryJob(tenant: Tenant, now: Instant): Job {
  const maxLateMinutes = MAX_LATE_MINUTES;
  return recurringJob(tenant, { job: SCORE_RECOVERY, rule: RULE, maxLateMinutes, now });
}

/**
 * The job that brings every owner's cached score to what the fold gives today: what recovered by time
 * alone, and everything after the tenant changed its rules. Page by page over the owners, each page one
 * commit with the job; owners whose cache is right are not written.
 */
export const scoreRecovery: JobProgram = {
  name: SCORE_RECOVERY,
  async run(context, claimed) {
    await runPages(context, claimed, async (job, tenant) => {
      const { run } = job.value;
      if (run === undefined) return undefined;
      const page = await context.records.query(ownerType, liveOf(tenant.tenantId), {
        limit: PAGE_SIZE,
        ...(run.cursor !== undefined && { cursor: run.cursor }),
      });
      const writes = await refreshed(context, tenant, page.items);
      const counts = {
        owners: (run.counts['owners'] ?? 0) + page.items.length,
        changed: (run.counts['changed'] ?? 0) + writes.length,
      };
      const { cursor: _before, ...rest } = run;
      const next = { ...rest, counts, ...(page.next !== undefined && { cursor: page.next }) };
      const committed = await commitPage(context, job, next, writes);
      if (page.next !== undefined) return committed;
      await finishRun(context, committed, tenant);
      return undefined;
    });
  },
};

async function refreshed(
  context: Context,
  tenant: Tenant,
  owners: readonly Stored<Owner>[],
): Promise<Write[]> {
  const now = context.clock.now();
  const writes: Write[] = [];
  for (const owner of owners.filter(({ value }) => value.reputationFold !== undefined)) {
    const cache = scoreCache(await stateOf(context, tenant, owner.value), tenant, now);
    const same =
      cache.reputationScore === owner.value.reputationScore &&
      cache.reputationFold?.key === owner.value.reputationFold?.key;
    if (!same) writes.push(replace(owner, { ...cache, updatedAt: now }));
  }
  return writes;
}

async function stateOf(context: Context, tenant: Tenant, owner: Owner): Promise<FoldState> {
  const rules = reputationRulesOf(tenant);
  if (isCurrent(owner, rules)) return cachedState(owner, rules);
  return foldEvents(await readEvents(context.records, owner), rules);
}
