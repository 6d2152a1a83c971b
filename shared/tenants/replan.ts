import { addMs } from '../kernel/instant.ts';
import type { JobProgram } from '../jobs/job-worker.ts';
import { jobId, jobType, type Job } from '../jobs/model.ts';
import { oneOffJob } from '../jobs/one-off-job.ts';
import { runPages } from '../jobs/run-pages.ts';
import { commitPage, finishRun, pauseRun } from '../jobs/run-state.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import { MAX_COMMIT_WRITES, type Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf, type Tenant } from './model.ts';

/** The name of the job that plans anew what was planned under older settings. */
const REPLAN = 'replan';

/**
 * Whoever read the settings before they changed may still write by the old ones: it looks once
 * more after longer than any request or queue message may take.
 */
const SETTLE_MS = 15 * 60_000;

/**
 * Plans anew the next documents of one kind that were planned under older settings: their writes,
 * `limit` at most; none when all follow the settings.
 */
export type Replanner = (context: Context, tenant: Tenant, limit: number) => Promise<Write[]>;

/**
 * The job `replan`: page by page, until no document is left that was planned under older
 * settings, and once more a while later. Each page is found by what is still older, so that a run
 * that dies goes on where it stopped, and a change of settings on the way is followed at once:
 * it writes the job, see {@link replanWrite}, so that no page of the old settings is committed.
 */
export function replanJob(replanners: readonly Replanner[]): JobProgram {
  return {
    name: REPLAN,
    async run(context, claimed) {
      await runPages(context, claimed, async (job, tenant) => {
        const { run } = job.value;
        if (run === undefined) return undefined;
        const { planVersion } = tenant;
        const writes = await olderWrites(replanners, context, tenant);
        if (writes.length > 0) {
          const replanned = (run.counts['replanned'] ?? 0) + writes.length;
          const page = { ...run, planVersion, phase: 'start', counts: { replanned } };
          return commitPage(context, job, page, writes);
        }
        if (run.phase === 'settle' && run.planVersion === planVersion) {
          await finishRun(context, job, tenant);
        } else {
          const until = addMs(context.clock.now(), SETTLE_MS);
          await pauseRun(context, job, { ...run, planVersion, phase: 'settle' }, until);
        }
        return undefined;
      });
    },
  };
}

async function olderWrites(
  replanners: readonly Replanner[],
  context: Context,
  tenant: Tenant,
): Promise<Write[]> {
  for (const replanner of replanners) {
    const writes = await replanner(context, tenant, MAX_COMMIT_WRITES - 1);
    if (writes.length > 0) return writes;
  }
  return [];
}

/**
 * The write that starts the job, or starts it over, for the commit of the changed settings. The
 * job is written in any state it may be in: a run under way loses its claim and cannot commit.
 */
export async function replanWrite(
  records: Records,
  tenantId: string,
  now: Instant,
): Promise<{ readonly job: Job; readonly write: Write }> {
  const fresh = oneOffJob({ tenantId, job: REPLAN, now });
  const stored = await records.get(jobType, liveOf(tenantId), jobId(REPLAN));
  if (stored === undefined) return { job: fresh, write: create(fresh) };
  const { createdAt, history, revision, runNumber } = stored.value;
  const job: Job = { ...fresh, createdAt, history, revision, runNumber };
  return { job, write: replace(stored, { run: undefined, leaseId: undefined, ...job }) };
}
