import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handlerOf, type PointerHandler } from '../../../shared/due-work/registry.ts';
import { jobWorker, type JobProgram } from '../../../shared/jobs/job-worker.ts';
import { jobId, jobType, type Job } from '../../../shared/jobs/model.ts';
import { oneOffJob } from '../../../shared/jobs/one-off-job.ts';
import {
  approveRun,
  dismissRun,
  findJob,
  retryJob,
  runJobNow,
} from '../../../shared/jobs/run-job.ts';
import { commitPage, finishRun } from '../../../shared/jobs/run-state.ts';
import { create } from '../../../shared/platform/store/records.ts';
import { openSalon, TENANT, type Salon } from '../tenants/salon.ts';

const KEY = 'copy:list_1';
const ID = jobId('copy', 'list_1');
const PAGES = 4;
const DAY_MS = 86_400_000;

let salon: Salon;
let worked: string[];
let broken: boolean;
let handler: PointerHandler;

/** Works four pages; the third fails as long as `broken`. */
const copying: JobProgram = {
  name: 'copy',
  async run(context, claimed, tenant) {
    let job = claimed;
    for (let page = Number(job.value.run?.cursor ?? 0); page < PAGES; page++) {
      if (page === 2 && broken) throw new Error('the list is gone');
      worked.push(`${String(job.value.subject)} ${String(page)}`);
      const { run } = job.value;
      if (run === undefined) return;
      job = await commitPage(
        context,
        job,
        { ...run, cursor: String(page + 1), counts: { pages: page + 1 } },
        [],
      );
    }
    await finishRun(context, job, tenant);
  },
};

beforeEach(async () => {
  salon = await openSalon();
  worked = [];
  broken = false;
  handler = handlerOf(jobWorker([copying]));
  const { context } = salon;
  const job = oneOffJob({ tenantId: TENANT, job: 'copy', subject: 'list_1', now: salon.now() });
  await context.records.commit({ tenantId: TENANT }, [create(job)]);
});
afterEach(async () => salon.stop());

const work = async () => handler.work(salon.context, { tenantId: TENANT, id: ID, kind: 'jobs' });
const job = async (): Promise<Job | undefined> =>
  (await salon.context.records.get(jobType, { tenantId: TENANT }, ID))?.value;

/** Works the job until all its attempts are used up. */
async function fail(): Promise<void> {
  broken = true;
  for (let attempt = 0; attempt < 9; attempt++) {
    await work();
    salon.advance(DAY_MS);
  }
}

describe('a job that is done once', () => {
  it('cannot be asked for twice', async () => {
    const again = oneOffJob({ tenantId: TENANT, job: 'copy', subject: 'list_1', now: salon.now() });
    const other = oneOffJob({ tenantId: TENANT, job: 'copy', subject: 'list_2', now: salon.now() });
    const { records } = salon.context;
    expect(await records.commit({ tenantId: TENANT }, [create(again)])).toMatchObject({
      ok: false,
    });
    expect(await records.commit({ tenantId: TENANT }, [create(other)])).toMatchObject({ ok: true });
  });

  it('is done, however late, and then never due again', async () => {
    salon.advance(400 * DAY_MS);
    expect(await work()).toBe('worked');
    expect(await job()).toMatchObject({
      status: 'done',
      history: [{ outcome: 'done', counts: { pages: PAGES } }],
    });
    expect(await job()).not.toHaveProperty('dueAt');
    expect(await work()).toBe('stale');
    await expect(runJobNow(salon.context, TENANT, KEY)).rejects.toMatchObject({
      problem: { kind: 'job-state', status: 409, value: 'done', allowed: 'waiting' },
    });
  });

  it('that failed says why and tells staff, and a retry goes on where it stopped', async () => {
    await fail();
    expect(await job()).toMatchObject({
      status: 'failed',
      lastError: 'Error: the list is gone',
      history: [{ outcome: 'failed', counts: { pages: 2 } }],
    });
    expect(await job()).not.toHaveProperty('dueAt');
    const about = { kind: 'work-failed', subject: { type: 'job', id: ID } };
    expect(await salon.notices()).toMatchObject([{ ...about, status: 'open' }]);

    broken = false;
    await retryJob(salon.context, TENANT, KEY);
    expect(await salon.notices()).toMatchObject([{ ...about, status: 'cured' }]);
    await work();
    expect(worked).toEqual(['list_1 0', 'list_1 1', 'list_1 2', 'list_1 3']);
    expect(await job()).toMatchObject({
      status: 'done',
      history: [{ outcome: 'done' }, { outcome: 'failed' }],
    });
    await expect(retryJob(salon.context, TENANT, KEY)).rejects.toMatchObject({
      problem: { status: 409, value: 'done' },
    });
  });

  it('is retried once by two people who ask at once', async () => {
    await fail();
    const asked = await Promise.allSettled(
      [1, 2].map(async () => retryJob(salon.context, TENANT, KEY)),
    );
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('that is not held can be neither approved nor dismissed', async () => {
    for (const steer of [approveRun, dismissRun]) {
      await expect(steer(salon.context, TENANT, KEY)).rejects.toMatchObject({
        problem: { kind: 'job-state', status: 409, value: 'waiting', allowed: 'held' },
      });
    }
  });

  it('is found by name and subject, in its own tenant alone', async () => {
    expect((await findJob(salon.context, TENANT, KEY)).value.id).toBe(ID);
    for (const key of ['copy', 'copy:list_9', 'copy:']) {
      await expect(findJob(salon.context, TENANT, key)).rejects.toMatchObject({
        problem: { status: 404 },
      });
    }
  });
});

it('a recurring job cannot be retried: it comes again by itself', async () => {
  await expect(retryJob(salon.context, TENANT, 'vaccination-scan')).rejects.toMatchObject({
    problem: { kind: 'job-state', value: 'waiting', allowed: 'failed' },
  });
});
