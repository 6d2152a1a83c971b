import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JOB_LEASE_MS } from '../../../shared/jobs/model.ts';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';
import { workers } from '../../../shared/workers.ts';
import { faultyStore } from '../../fixtures/faulty-store.ts';
import { openSalon, TENANT, type Salon } from './salon.ts';

const MINUTE_MS = 60_000;
const SETTLED_MS = 16 * MINUTE_MS;
/** Three pages: a commit holds 100 writes, the job's own among them. */
const RECORDS = 250;

let salon: Salon;
beforeEach(async () => {
  salon = await openSalon();
});
afterEach(async () => salon.stop());

/** How many records stand under which version with which next alert. */
async function plans(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { planVersion = 0, nextAlertOn = 'never' } of await salon.vaccinations()) {
    const plan = `${String(planVersion)}: ${nextAlertOn}`;
    counts[plan] = (counts[plan] ?? 0) + 1;
  }
  return counts;
}

/** Lets the claim of a worker that died run out, does what is due, and lets the second look pass. */
async function finish(): Promise<void> {
  salon.advance(JOB_LEASE_MS + MINUTE_MS);
  await salon.work();
  salon.advance(SETTLED_MS);
  await salon.work();
}

const thresholds = async (...thresholdDays: number[]): Promise<void> =>
  salon.change({ vaccination: { thresholdDays } });

describe('records planned under older settings', () => {
  it('are all planned anew, page by page, and once more a while later', async () => {
    await salon.putVaccinations(RECORDS, '2026-12-01');
    await thresholds(60, 0);
    await salon.work();
    expect(await plans()).toEqual({ '2: 2026-10-02': RECORDS });
    expect((await salon.job('replan')).value).toMatchObject({ status: 'running', attempts: 0 });
    salon.advance(SETTLED_MS);
    await salon.work();
    const { value } = await salon.job('replan');
    expect(value).toMatchObject({ status: 'done', runNumber: 1 });
    expect(value).not.toHaveProperty('dueAt');
    expect(value.history).toMatchObject([{ outcome: 'done', counts: { replanned: RECORDS } }]);
  });

  it.each([
    ['dies', 3],
    ['dies-after', 4],
    ['dies', 6],
    ['dies-after', 7],
    ['dies', 9],
    ['dies-after', 10],
    ['dies', 13],
    ['fails', 7],
    ['fails-after', 7],
  ] as const)('are all planned anew although the job’s worker %s at call %i', async (fault, at) => {
    await salon.putVaccinations(RECORDS, '2026-12-01');
    await thresholds(60, 0);
    const { id } = (await salon.job('replan')).value;
    const faulty = faultyStore(salon.context.records.store, at, fault);
    const pointer = { tenantId: TENANT, id, kind: 'jobs' as const };
    const worked = workers.jobs.work(salon.over(faulty.store), pointer);
    await Promise.race([faulty.met, worked.then(() => expect.unreachable('no fault was met'))]);
    if (fault.startsWith('fails')) await worked;
    await finish();
    expect(await plans()).toEqual({ '2: 2026-10-02': RECORDS });
    expect((await salon.job('replan')).value.status).toBe('done');
  });

  it('are found by the second look when somebody wrote them by the old settings meanwhile', async () => {
    await thresholds(60, 0);
    await salon.work();
    await salon.putVaccinations(1, '2026-12-01');
    salon.advance(SETTLED_MS);
    await salon.work();
    expect(await plans()).toEqual({ '2: 2026-10-02': 1 });
    // It found something, so it looks again.
    expect((await salon.job('replan')).value.status).toBe('running');
    await finish();
    expect((await salon.job('replan')).value.status).toBe('done');
  });

  it('follow the newest settings when these change again under a page’s commit', async () => {
    await salon.putVaccinations(RECORDS, '2026-12-01');
    await thresholds(60, 0);
    const { store } = salon.context.records;
    let changed = false;
    const interrupted: DocumentStore = {
      ...store,
      commit: async (partition, writes) => {
        if (writes.length > 50 && !changed) {
          changed = true;
          await thresholds(90, 0);
        }
        return store.commit(partition, writes);
      },
    };
    const { id } = (await salon.job('replan')).value;
    const pointer = { tenantId: TENANT, id, kind: 'jobs' as const };
    await workers.jobs.work(salon.over(interrupted), pointer);
    expect(changed).toBe(true);
    expect(await plans()).toEqual({ '1: never': RECORDS });
    await finish();
    expect(await plans()).toEqual({ '3: 2026-09-02': RECORDS });
  });

  it('keep what was dealt with: a threshold that was texted is not due again', async () => {
    await salon.admit(1, '2026-03-30');
    salon.advance(24 * 60 * MINUTE_MS);
    await salon.work();
    expect(await salon.messages()).toHaveLength(1);
    await thresholds(45, 30, 7);
    await salon.work();
    expect(await salon.vaccinations()).toMatchObject([
      { lastThreshold: 30, nextAlertOn: '2026-03-23', planVersion: 2 },
    ]);
  });
});
