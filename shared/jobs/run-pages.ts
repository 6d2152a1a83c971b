import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import type { Tenant } from '../tenants/model.ts';
import { jobType, type Job } from './model.ts';
import { PageOvertakenError } from './run-state.ts';

/** How often in a row a page that others overtook is read again before the attempt fails. */
const MAX_REREADS = 5;

/**
 * Works one page and commits it with the job, see `commitPage`. Answers the job as it stands
 * then; undefined: the run is finished, held or paused.
 */
export type PageStep = (job: Stored<Job>, tenant: Tenant) => Promise<Stored<Job> | undefined>;

/**
 * Works a claimed run page by page. Each page reads the tenant's settings as they are then. When
 * somebody's edit broke a guard, of what the page is about or of the job itself, everything is
 * read again; a run whose lease another worker took is left to that one.
 */
export async function runPages(
  context: Context,
  claimed: Stored<Job>,
  step: PageStep,
): Promise<void> {
  const { tenantId, id, leaseId } = claimed.value;
  let job: Stored<Job> | undefined = claimed;
  for (let rereads = 0; job !== undefined;) {
    try {
      job = await step(job, await loadTenant(context, tenantId));
      rereads = 0;
    } catch (error) {
      if (!(error instanceof PageOvertakenError) || ++rereads > MAX_REREADS) throw error;
      const fresh: Stored<Job> | undefined = await context.records.get(jobType, { tenantId }, id);
      job = fresh?.value.leaseId === leaseId ? fresh : undefined;
    }
  }
}
