import { moveJob, type MovedJob } from '../jobs/move-job.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Records } from '../platform/store/records.ts';
import type { Tenant } from '../tenants/model.ts';
import { VACCINATION_SCAN } from './scan-job.ts';

/**
 * The write that lets the daily scan follow changed settings, for their commit, see `moveJob`. It is
 * written whatever changed: a scan under way must not go on counting by the old settings.
 */
export async function moveScan(
  records: Records,
  before: Tenant,
  after: Tenant,
  now: Instant,
): Promise<MovedJob | undefined> {
  const rule = { every: 'day' as const, at: after.vaccination.scanAt };
  return moveJob(records, { job: VACCINATION_SCAN, rule, before, after, now }, true);
}
