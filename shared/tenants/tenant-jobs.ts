import { isDeepStrictEqual } from 'node:util';
import { jobType, type Job } from '../jobs/model.ts';
import { moveJob, type MovedJob } from '../jobs/move-job.ts';
import type { Instant } from '../kernel/instant.ts';
import { detectionRule, NO_SHOW_DETECTION, noShowDetectionJob } from '../no-shows/detection-job.ts';
import type { Context } from '../platform/context.ts';
import { create, type Records } from '../platform/store/records.ts';
import { recoveryRule, SCORE_RECOVERY, scoreRecoveryJob } from '../reputation/recovery-job.ts';
import { foldKey } from '../reputation/score.ts';
import { SETTLE_CREDITS, settleCreditsJob, settleRule } from '../results/recompute-job.ts';
import { moveScan } from '../vaccinations/move-scan.ts';
import { vaccinationScanJob } from '../vaccinations/scan-job.ts';
import { moveSchedules } from '../workflows/move-schedules.ts';
import { liveOf, type Tenant } from './model.ts';
import { reputationRulesOf } from './reputation-rules.ts';
import { zonePeriodsOf } from './zone-periods.ts';

/** The recurring jobs that every tenant has. */
export function tenantJobs(tenant: Tenant, now: Instant): Job[] {
  return [
    vaccinationScanJob(tenant, now),
    noShowDetectionJob(tenant, now),
    scoreRecoveryJob(tenant, now),
    settleCreditsJob(tenant, now),
  ];
}

/** Gives a tenant the recurring jobs it lacks: one created before a job existed. Repeating changes nothing. */
export async function ensureTenantJobs(
  { records, clock }: Pick<Context, 'records' | 'clock'>,
  tenant: Tenant,
): Promise<void> {
  const jobs = tenantJobs(tenant, clock.now());
  const partition = liveOf(tenant.tenantId);
  const found = await records.getMany(
    jobType,
    partition,
    jobs.map(({ id }) => id),
  );
  const missing = jobs.filter(({ id }) => !found.some(({ value }) => value.id === id));
  // Somebody else may create the same one at the same moment: then it is there.
  for (const job of missing) await records.commit(partition, [create(job)]);
}

/**
 * The writes that let the recurring jobs follow changed settings, for their commit. Rules that change
 * what a score comes to from the same entries make the recovery of scores due at once.
 */
export async function moveTenantJobs(
  records: Records,
  before: Tenant,
  after: Tenant,
  now: Instant,
  replans: boolean,
): Promise<MovedJob[]> {
  const change = { before, after, now };
  const sameZones = isDeepStrictEqual(zonePeriodsOf(before), zonePeriodsOf(after));
  const detection = { ...change, job: NO_SHOW_DETECTION, rule: detectionRule(after) };
  const recovery = { ...change, job: SCORE_RECOVERY, rule: recoveryRule() };
  const credits = { ...change, job: SETTLE_CREDITS, rule: settleRule() };
  const refolds = foldKey(reputationRulesOf(before)) !== foldKey(reputationRulesOf(after));
  const moved = [
    replans ? await moveScan(records, before, after, now) : undefined,
    await moveJob(records, detection),
    await moveJob(records, credits),
    refolds || !sameZones
      ? dueNow(await moveJob(records, recovery, refolds), refolds, now)
      : undefined,
    ...(await moveSchedules(records, before, after, now)),
  ];
  return moved.filter((it) => it !== undefined);
}

function dueNow(moved: MovedJob | undefined, refolds: boolean, now: Instant): MovedJob | undefined {
  if (moved === undefined || !refolds || moved.write.op !== 'replace') return moved;
  // A run under way goes on by the new rules, for the rest of the owners: it begins anew.
  const job: Job = {
    ...moved.job,
    status: 'waiting',
    run: undefined,
    leaseId: undefined,
    dueKind: 'jobs',
    dueAt: now,
  };
  return { job, write: { ...moved.write, document: job } };
}
