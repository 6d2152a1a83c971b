import { expect, test } from 'vitest';
import { drain } from '../../../shared/due-work/drain.ts';
import { importCustomers } from '../../../shared/imports/import-customers.ts';
import { recomputeMarkedOwners } from '../../../shared/imports/recompute/recompute-job.ts';
import type { Context } from '../../../shared/platform/context.ts';
import type { Json } from '../../../shared/platform/store/document-store.ts';
import { workers } from '../../../shared/workers.ts';
import { csv, filesOf, openBusiness, withoutHistory, type Business } from './business.ts';
import { atEveryCall, cutOff, FAULTS } from '../../fixtures/crash-sweep.ts';
import { faultyStore } from '../../fixtures/faulty-store.ts';

const FILES = {
  'owners.csv': csv('Customer ID,Name', 'C0,Ada Byron', 'C1,Bob Hope'),
  'visits.csv': csv(
    'Appointment ID,Customer ID,Appointment Date,Status,Price',
    ...Array.from({ length: 40 }, (_, i) => {
      const status = ['completed', 'no show', 'late cancel', 'booked'][i % 4] ?? '';
      return `A${String(i)},C${String(i % 2)},2025-0${String((i % 9) + 1)}-11,${status},40`;
    }),
  ),
  'payments.csv': csv(
    'Transaction ID,Customer ID,Payment Date,Amount Paid',
    'R0,C0,2025-08-11,-30',
    'R1,C0,2025-09-12,-9000',
    ...Array.from({ length: 12 }, (_, i) => `T${String(i)},C0,2025-0${String((i % 9) + 1)}-11,25`),
  ),
};
const LIVE = { tenantId: 'maple' };
/** Longer than a run's lease, and than the job waits for an import that says nothing. */
const LATER_MS = 6 * 60_000;

async function work(context: Context): Promise<void> {
  await importCustomers(context, { tenantId: 'maple', files: filesOf(FILES, 4096) });
  await recomputeMarkedOwners(context, 'maple');
}

async function outcome({ store }: Business): Promise<unknown> {
  const kinds = ['owner', 'appointment', 'reputationEvent', 'ledgerEntry', 'event', 'service'];
  const found: Record<string, readonly Json[]> = {};
  for (const type of kinds) {
    const { items } = await store.query(LIVE, { type, limit: 1000 });
    // When it was recomputed is no part of what it came to.
    found[type] = items.map(({ value }) => ({ ...value, lastReputationUpdate: undefined }));
  }
  return withoutHistory(found);
}

test.each(FAULTS)(
  'history whose import or recompute meets a call that %s comes to the same end',
  async (fault) => {
    const calm = await openBusiness();
    await work(calm.context);
    const expected = await outcome(calm);
    const calls = await atEveryCall(async (at) => {
      const business = await openBusiness();
      const { met } = await cutOff(business.store, { at, fault }, async (store) =>
        work(business.over(store)),
      );
      if (!met) return false;
      business.wait(LATER_MS);
      // Whoever comes next: the same import again, then the job that was made when it opened.
      await importCustomers(business.context, { tenantId: 'maple', files: filesOf(FILES, 4096) });
      business.wait(LATER_MS);
      await drain(business.context, workers);
      expect(await outcome(business), `call ${String(at)}`).toEqual(expected);
      return true;
    });
    expect(calls).toBeGreaterThan(15);
  },
);

test('an import that is never gone on with has its owners recomputed all the same', async () => {
  const business = await openBusiness();
  const faulty = faultyStore(business.store, 8, 'dies');
  void work(business.over(faulty.store)).catch(() => undefined);
  await faulty.met;
  const marked = async () =>
    (await business.store.query(LIVE, { type: 'owner', limit: 9 })).items.filter(
      ({ value }) => value['recomputeSince'] !== undefined,
    );
  expect((await marked()).length).toBeGreaterThan(0);
  business.wait(LATER_MS);
  await drain(business.context, workers);
  expect(await marked()).toEqual([]);
});
