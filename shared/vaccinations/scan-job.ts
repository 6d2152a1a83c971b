import type { Instant } from '../kernel/instant.ts';
import { nextOccurrence } from '../kernel/local-rule.ts';
import { jobId, type Job } from '../jobs/model.ts';
import type { Tenant } from '../tenants/model.ts';

/** The name of the job that scans for vaccinations about to lapse. */
export const VACCINATION_SCAN = 'vaccination-scan';

/** A scan met later than this waits for the next day's: 18 hours. */
const MAX_LATE_MINUTES = 18 * 60;

/** The daily scan of a new tenant, waiting for its first occurrence after `now`. */
export function vaccinationScanJob(tenant: Tenant, now: Instant): Job {
  const rule = { every: 'day' as const, at: tenant.vaccination.scanAt };
  return {
    id: jobId(VACCINATION_SCAN),
    type: 'job',
    tenantId: tenant.tenantId,
    schemaVersion: 1,
    job: VACCINATION_SCAN,
    status: 'waiting',
    rule,
    maxLateMinutes: MAX_LATE_MINUTES,
    runNumber: 0,
    history: [],
    attempts: 0,
    dueKind: 'jobs',
    dueAt: nextOccurrence(rule, now, tenant.timeZone),
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}
