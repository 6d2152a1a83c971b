import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { approveRun, runJobNow } from '../../../shared/jobs/run-job.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';
import { workers } from '../../../shared/workers.ts';
import { openSalon, TENANT, type Salon } from './salon.ts';

let salon: Salon;
beforeEach(async () => {
  salon = await openSalon();
  await salon.admit(3, '2026-03-20');
  await salon.admit(5, '2026-04-20');
});
afterEach(async () => salon.stop());

const SCAN = 'vaccination-scan';

/** Runs the scan; right before the first commit that would plan texts, `meanwhile` happens. */
async function scanWhile(meanwhile: () => Promise<void>): Promise<void> {
  const { id } = await runJobNow(salon.context, TENANT, SCAN);
  const { store } = salon.context.records;
  let happened = false;
  const interrupted: DocumentStore = {
    ...store,
    commit: async (partition, writes) => {
      const texts = writes.some((it) => 'document' in it && it.document['type'] === 'message');
      if (texts && !happened) {
        happened = true;
        await meanwhile();
      }
      return store.commit(partition, writes);
    },
  };
  await workers.jobs.work(salon.over(interrupted), { tenantId: TENANT, id, kind: 'jobs' });
  expect(happened).toBe(true);
}

const job = async () => (await salon.job(SCAN)).value;

describe('thresholds changed while a scan is running', () => {
  it('hold the scan when it would now text more owners than the guard allows, and nobody was texted', async () => {
    await salon.change({ vaccination: { textGuard: 4 } });
    await scanWhile(async () => salon.change({ vaccination: { thresholdDays: [60] } }));
    expect(await job()).toMatchObject({ status: 'held', run: { counts: { expected: 8 } } });
    expect(await salon.messages()).toHaveLength(0);
    expect(await salon.notices()).toMatchObject([{ kind: 'scan-held', status: 'open' }]);
    await approveRun(salon.context, TENANT, SCAN);
    expect(await salon.notices()).toMatchObject([{ kind: 'scan-held', status: 'cured' }]);
    await salon.work();
    // Texts of one scan leave a quarter of a second apart.
    salon.advance(10_000);
    await salon.work();
    expect((await salon.messages()).map(({ status }) => status)).toEqual(Array(8).fill('accepted'));
    expect(await job()).toMatchObject({ status: 'waiting', attempts: 0 });
  });

  it('are the ones that count: each owner is texted once, by the new ones', async () => {
    await scanWhile(async () => salon.change({ vaccination: { thresholdDays: [60, 10] } }));
    await salon.work();
    expect(await salon.messages()).toHaveLength(8);
    const records = await salon.vaccinations();
    expect(records.map((it) => it.lastThreshold)).toEqual(Array(8).fill(60));
    expect(new Set(records.map((it) => it.nextAlertOn))).toEqual(
      new Set(['2026-03-10', '2026-04-10']),
    );
    expect((await job()).history).toMatchObject([{ outcome: 'done', counts: { texts: 8 } }]);
  });

  it('leave nobody to be texted when they no longer reach anybody', async () => {
    await scanWhile(async () => salon.change({ vaccination: { thresholdDays: [3] } }));
    await salon.work();
    expect(await salon.messages()).toHaveLength(0);
    expect((await job()).history).toMatchObject([{ outcome: 'done' }]);
  });
});

describe('an approval', () => {
  it('holds for the settings it was given under: others are counted and held again', async () => {
    await salon.change({ vaccination: { textGuard: 2 } });
    await runJobNow(salon.context, TENANT, SCAN);
    await salon.work();
    expect(await job()).toMatchObject({ status: 'held', run: { counts: { expected: 3 } } });
    await approveRun(salon.context, TENANT, SCAN);
    await salon.change({ vaccination: { thresholdDays: [60] } });
    await salon.work();
    expect(await job()).toMatchObject({ status: 'held', run: { counts: { expected: 8 } } });
    expect(await salon.messages()).toHaveLength(0);
  });
});

it('a scan whose time is changed while it runs goes on, and waits for its new time then', async () => {
  await scanWhile(async () => salon.change({ vaccination: { scanAt: '07:30' as LocalTime } }));
  expect(await salon.messages()).toHaveLength(3);
  expect(await job()).toMatchObject({
    status: 'waiting',
    attempts: 0,
    rule: { at: '07:30' },
    dueAt: '2026-03-03T12:30:00.000Z',
  });
});
