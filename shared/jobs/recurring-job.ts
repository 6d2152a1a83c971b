import type { Instant } from '../kernel/instant.ts';
import { nextOccurrence, type LocalRule } from '../kernel/local-rule.ts';
import type { Tenant } from '../tenants/model.ts';
import { zoneOn } from '../tenants/zone-periods.ts';
import { jobId, type Job } from './model.ts';

/** A job of a tenant that recurs, waiting for its first occurrence after `now`. */
export function recurringJob(
  tenant: Tenant,
  from: {
    readonly job: string;
    /** What it is done to, when a tenant can have several jobs of the name: an id. */
    readonly subject?: string;
    readonly rule: LocalRule;
    /** An occurrence met later than this is skipped. */
    readonly maxLateMinutes: number;
    readonly now: Instant;
  },
): Job {
  const { job, subject, rule, maxLateMinutes, now } = from;
  return {
    id: jobId(job, subject),
    type: 'job',
    tenantId: tenant.tenantId,
    schemaVersion: 1,
    job,
    ...(subject !== undefined && { subject }),
    status: 'waiting',
    rule,
    maxLateMinutes,
    runNumber: 0,
    history: [],
    attempts: 0,
    dueKind: 'jobs',
    dueAt: nextOccurrence(rule, now, (date) => zoneOn(tenant, date)),
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}
