import type { Job } from '../jobs/model.ts';
import { recurringJob } from '../jobs/recurring-job.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Tenant } from '../tenants/model.ts';

/** The name of the job that scans for vaccinations about to lapse. */
export const VACCINATION_SCAN = 'vaccination-scan';

/** A scan met later than this waits for the next day's: 18 hours. */
const MAX_LATE_MINUTES = 18 * 60;

/** The daily scan of a new tenant, waiting for its first occurrence after `now`. */
export function vaccinationScanJob(tenant: Tenant, now: Instant): Job {
  const rule = { every: 'day' as const, at: tenant.vaccination.scanAt };
  const maxLateMinutes = MAX_LATE_MINUTES;
  return recurringJob(tenant, { job: VACCINATION_SCAN, rule, maxLateMinutes, now });
}
