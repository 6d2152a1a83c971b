import { isDeepStrictEqual } from 'node:util';
import { jobId, jobKey, jobType, type Job } from '../jobs/model.ts';
import { recurringJob } from '../jobs/recurring-job.ts';
import type { Instant } from '../kernel/instant.ts';
import type { LocalRule } from '../kernel/local-rule.ts';
import { cureNotice } from '../notices/cure-notice.ts';
import type { Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import type { Workflow } from './model.ts';
import { WORKFLOW_SCHEDULE } from './move-schedules.ts';
import type { Trigger } from './triggers.ts';

/** When a trigger recurs, in the tenant's zone; undefined: events or people start it. */
export function scheduleRule(trigger: Trigger): LocalRule | undefined {
  switch (trigger.type) {
    case 'time_based':
      return trigger.rule;
    case 'customer_lapsed':
    case 'birthday':
      return { every: 'day', at: trigger.at };
    default:
      return undefined;
  }
}

/**
 * The writes (two at most) that give a workflow the recurring job it needs as it now stands, for the
 * commit that makes it so: an active one whose trigger recurs has one, any other has none. A run that is
 * under way when its job is taken away commits nothing any more; one that was held is not asked about.
 */
export async function scheduleWrites(
  records: Records,
  tenant: Tenant,
  workflow: Workflow,
  now: Instant,
): Promise<Write[]> {
  const { trigger, maxLateMinutes } = workflow.definition;
  const rule = workflow.status === 'active' ? scheduleRule(trigger) : undefined;
  const id = jobId(WORKFLOW_SCHEDULE, workflow.id);
  const stored = await records.get(jobType, liveOf(tenant.tenantId), id);
  if (rule === undefined) {
    if (stored === undefined) return [];
    const cured = await cureNotice(records, tenant.tenantId, heldCause(stored.value), now);
    return [{ op: 'delete', id, etag: stored.etag }, ...cured];
  }
  const job = WORKFLOW_SCHEDULE;
  const wanted = recurringJob(tenant, { job, subject: workflow.id, rule, maxLateMinutes, now });
  if (stored === undefined) return [create(wanted)];
  const same = stored.value.maxLateMinutes === maxLateMinutes;
  if (same && isDeepStrictEqual(stored.value.rule, rule)) return [];
  return [replace(stored, { rule, maxLateMinutes, updatedAt: now })];
}

/** What staff are told of while a run of a workflow's job waits for them. */
export function heldCause(job: Pick<Job, 'job' | 'subject'>) {
  return { kind: 'scan-held', subject: { type: 'job', id: jobKey(job) } } as const;
}
