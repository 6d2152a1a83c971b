import { afterAll, beforeAll, expect, it } from 'vitest';
import { drain } from '../../../shared/due-work/drain.ts';
import { JOB_LEASE_MS } from '../../../shared/jobs/model.ts';
import { findJob } from '../../../shared/jobs/run-job.ts';
import { addMs } from '../../../shared/kernel/instant.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { attributionType } from '../../../shared/results/model.ts';
import { RECOMPUTE_ATTRIBUTION, startRecompute } from '../../../shared/results/recompute-job.ts';
import { workers } from '../../../shared/workers.ts';
import { creditedSalon, LIVE, type CreditedSalon } from './credited-salon.ts';

const VISITS = 30;

let salon: CreditedSalon;
beforeAll(async () => {
  salon = await creditedSalon();
  const ana = await salon.admit();
  await salon.text(ana);
  for (let n = 0; n < VISITS; n++) await salon.visit(ana);
  await salon.pass(1);
});
afterAll(async () => salon.edge.stop());

const stamps = async () =>
  new Map((await salon.credits()).map(({ id, updatedAt }) => [id, updatedAt]));

async function forget(): Promise<void> {
  const { records } = salon.edge.context;
  for (const { value, etag } of (await records.query(attributionType, LIVE, { limit: 100 }))
    .items) {
    await records.commit(LIVE, [{ op: 'delete', id: value.id, etag }]);
  }
}

/** The salon whose process dies after so many commits that write a credit: no later call comes through. */
function dyingAfter(credits: number) {
  const { context } = salon.edge;
  const { store } = context.records;
  let left = credits;
  const dead = async (): Promise<never> => new Promise(() => undefined);
  const mortal = new Proxy(store, {
    get: (target, name: keyof typeof store) => {
      const method = target[name].bind(target) as (...args: unknown[]) => unknown;
      return async (...args: unknown[]) => {
        if (left <= 0) return dead();
        const result = await method(...args);
        if (name === 'commit' && JSON.stringify(args[1]).includes('"attribution"')) left -= 1;
        return result;
      };
    },
  });
  return { ...context, records: recordsOver(mortal), died: () => left <= 0 };
}

it('goes on at its page when its process dies, and writes nothing that is right already', async () => {
  await forget();
  const { context } = salon.edge;
  await startRecompute(context, 'maple', 1);
  const dying = dyingAfter(27);
  const { id } = (await findJob(context, 'maple', `${RECOMPUTE_ATTRIBUTION}:1`)).value;
  void workers.jobs.work(dying, { tenantId: 'maple', id, kind: 'jobs' });
  await expect.poll(dying.died, { timeout: 30_000 }).toBe(true);
  const before = await stamps();
  expect(before.size).toBe(27);

  salon.edge.setTime(addMs(salon.now(), JOB_LEASE_MS + 60_000));
  await drain(context, workers);
  const after = await stamps();
  expect(after.size).toBe(VISITS);
  // The page that was not committed is looked at again, and none of its credits is written again.
  for (const [credit, stamp] of before) expect(after.get(credit)).toBe(stamp);
  const { value } = await findJob(context, 'maple', `${RECOMPUTE_ATTRIBUTION}:1`);
  expect(value.history[0]).toMatchObject({
    outcome: 'done',
    counts: { visits: VISITS, changed: 28 },
  });
});

it('asked again makes nothing new, and by the other rule nothing of what it does not credit', async () => {
  const before = await stamps();
  for (const rule of [1, 2]) await startRecompute(salon.edge.context, 'maple', rule);
  await drain(salon.edge.context, workers);
  expect(await stamps()).toEqual(before);
});
