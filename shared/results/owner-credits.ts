import { appointmentType, type Appointment } from '../appointments/model.ts';
import { currentOwner, ownerIdsOf } from '../customers/merge-follow.ts';
import type { JobProgram } from '../jobs/job-worker.ts';
import { jobId, jobType, type Job } from '../jobs/model.ts';
import { oneOffJob } from '../jobs/one-off-job.ts';
import { runPages } from '../jobs/run-pages.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import { InvalidCursorError, type Page, type Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { creditPage, CREDIT_PAGE_SIZE } from './credit-page.ts';

/** The name of the job that makes all credits of one owner anew; its subject is the owner's id. */
const OWNER_CREDITS = 'owner-credits';

/** How long it is told of afterwards: 30 days. */
const TTL_SECONDS = 30 * 86_400;

/**
 * The write that starts the job for an owner, or starts it over, for the commit of what asks for it:
 * owners were merged, or more changed at once than an event writes. The job is written in any state it
 * may be in, so that a run under way cannot end without having seen what this commit brings.
 */
export async function restartOwnerCredits(
  records: Records,
  of: { readonly tenantId: string; readonly ownerId: string; readonly now: Instant },
): Promise<{ readonly write: Write; readonly pointer: Pointer }> {
  const { tenantId, ownerId, now } = of;
  const asked = { tenantId, job: OWNER_CREDITS, subject: ownerId, now };
  const fresh = oneOffJob({ ...asked, ttl: TTL_SECONDS });
  const id = jobId(OWNER_CREDITS, ownerId);
  const pointer = { tenantId, id, kind: 'jobs' } as const;
  const stored = await records.get(jobType, liveOf(tenantId), id);
  if (stored === undefined) return { write: create(fresh), pointer };
  const { createdAt, history, revision, runNumber } = stored.value;
  const job: Job = { ...fresh, createdAt, history, revision, runNumber };
  return { write: replace(stored, { run: undefined, leaseId: undefined, ...job }), pointer };
}

/**
 * The job `owner-credits`: page by page over the visits of its owner, whoever they are by now. When a merge
 * begins or ends between two pages it looks through all of them from the beginning.
 */
export const ownerCreditsJob: JobProgram = {
  name: OWNER_CREDITS,
  async run(context, claimed) {
    const { records } = context;
    await runPages(context, claimed, async (job, tenant) => {
      const { subject = '', tenantId, run } = job.value;
      const owner = await currentOwner(records, tenantId, subject);
      const ids = owner === undefined ? [subject] : ownerIdsOf(owner.value);
      const page = await visitsFrom(records, tenantId, ids, run?.cursor);
      return creditPage(context, job, tenant, page);
    });
  },
};

/** The next visits of owners; from the first of them where the cursor was one of other owners. */
async function visitsFrom(
  records: Records,
  tenantId: string,
  ownerIds: readonly string[],
  cursor: string | undefined,
): Promise<Page<Appointment>> {
  const asked = { where: { ownerId: { in: ownerIds } }, limit: CREDIT_PAGE_SIZE };
  const partition = liveOf(tenantId);
  if (cursor === undefined) return records.query(appointmentType, partition, asked);
  try {
    return await records.query(appointmentType, partition, { ...asked, cursor });
  } catch (error) {
    if (!(error instanceof InvalidCursorError)) throw error;
    return records.query(appointmentType, partition, asked);
  }
}
