import { findJob, runJobNow } from '../../shared/jobs/run-job.ts';
import { loadTenant } from '../../shared/tenants/load-tenant.ts';
import { ensureTenantJobs } from '../../shared/tenants/tenant-jobs.ts';
import type { Session } from './session.ts';

/** How a job's run by hand ended. */
export interface JobResult {
  readonly tenantId: string;
  readonly forDate: string;
  readonly outcome: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** Runs a recurring job of a tenant now and to its end; a tenant made before the job existed gets it first. */
export async function runTenantJob(
  { context, drainOwn }: Session,
  tenantId: string,
  job: string,
): Promise<JobResult> {
  await ensureTenantJobs(context, await loadTenant(context, tenantId));
  await runJobNow(context, tenantId, job);
  await drainOwn();
  const { value } = await findJob(context, tenantId, job);
  const [last] = value.history;
  const { run, status } = value;
  return {
    tenantId,
    forDate: run?.forDate ?? last?.forDate ?? '',
    outcome: run === undefined ? (last?.outcome ?? status) : status,
    counts: run?.counts ?? last?.counts ?? {},
  };
}
