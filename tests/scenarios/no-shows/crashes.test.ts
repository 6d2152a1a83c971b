import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelAppointment } from '../../../shared/appointments/cancel-appointment.ts';
import { appointmentWorker } from '../../../shared/appointments/checkpoint-worker.ts';
import { arriveAtAppointment } from '../../../shared/appointments/visit-steps.ts';
import { workPointer } from '../../../shared/due-work/work-pointer.ts';
import { addMs } from '../../../shared/kernel/instant.ts';
import { missedAtGrace } from '../../../shared/no-shows/decide-missed.ts';
import { undoNoShow } from '../../../shared/no-shows/undo-mark.ts';
import {
  StoreUnavailableError,
  type DocumentStore,
} from '../../../shared/platform/store/document-store.ts';
import { create } from '../../../shared/platform/store/records.ts';
import type { Staff } from '../../../shared/staff/model.ts';
import { openSalon, TENANT, type Salon } from '../tenants/salon.ts';
import { admitOwner, booksOf, putCheckedIn, putVisit, recordsOf, visitOf } from './visits.ts';

const MINUTE = 60_000;

let salon: Salon;
beforeEach(async () => {
  salon = await openSalon();
  await admitStaff();
});
afterEach(async () => salon.stop());

/** The staff member of all visits here. */
async function admitStaff(): Promise<void> {
  const staff: Staff = {
    id: 'stf_1',
    type: 'staff',
    tenantId: TENANT,
    schemaVersion: 1,
    name: 'Kim',
    nameKey: 'kim',
    serviceIds: [],
    status: 'active',
    shiftPeriods: [],
    exceptions: [],
    revision: 1,
    createdAt: salon.now(),
    updatedAt: salon.now(),
  };
  await salon.context.records.commit({ tenantId: TENANT }, [create(staff)]);
}

/** A visit whose grace just ended, on a day on which people are checked in. */
async function missed(n = 1) {
  await putCheckedIn(salon, addMs(salon.now(), -60 * MINUTE));
  const owner = await admitOwner(salon, n);
  const visit = await putVisit(salon, owner.id, addMs(salon.now(), -15 * MINUTE));
  return { owner, visit };
}

/** The store whose call of this number fails: before it does anything, or after it did. */
function failingAt(store: DocumentStore, failing: number, applied: boolean): DocumentStore {
  let calls = 0;
  const around = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls !== failing) return call();
    if (applied) await call();
    throw new StoreUnavailableError('The store did not answer.');
  };
  return {
    ...store,
    get: async (...args) => around(async () => store.get(...args)),
    getMany: async (...args) => around(async () => store.getMany(...args)),
    query: async (...args) => around(async () => store.query(...args)),
    commit: async (...args) => around(async () => store.commit(...args)),
  };
}

async function agree(ownerId: string): Promise<Awaited<ReturnType<typeof booksOf>>> {
  const books = await booksOf(salon, ownerId);
  expect(books.kept).toEqual(books.reckoned);
  return books;
}

const FAULTS = [1, 2, 3, 4].flatMap((call) =>
  [false, true].map((applied) => [call, applied] as const),
);

describe('a store that fails at a call', () => {
  it.each(FAULTS)(
    '%i (applied: %s) leaves a mark whole or not begun, and it is made once',
    async (call, applied) => {
      const { owner, visit } = await missed();
      const context = salon.over(failingAt(salon.context.records.store, call, applied));
      const pointer = { tenantId: TENANT, id: visit.id, kind: 'appointments' as const };
      await expect(workPointer(context, appointmentWorker(missedAtGrace), pointer)).rejects.toThrow(
        StoreUnavailableError,
      );
      await agree(owner.id);
      await salon.work();
      const { kept, records } = await agree(owner.id);
      expect(records).toHaveLength(1);
      expect(kept).toMatchObject({ score: 80, noShowCount: 1, balanceCents: 2500 });
    },
  );

  it.each(
    [1, 2, 3, 4, 5, 6, 7].flatMap((call) =>
      [false, true].map((applied) => [call, applied] as const),
    ),
  )(
    '%i (applied: %s) leaves an undo whole or not begun, and it is done once',
    async (call, applied) => {
      const { owner } = await missed();
      await salon.work();
      const [record] = await recordsOf(salon);
      const act = {
        tenantId: TENANT,
        recordId: record?.id ?? '',
        arrivedAt: addMs(salon.now(), -10 * MINUTE),
        reason: 'They were here.',
      };
      const context = salon.over(failingAt(salon.context.records.store, call, applied));
      const first = await undoNoShow(context, act).then(
        () => 'done',
        () => 'failed',
      );
      await agree(owner.id);
      // Asked again, as a person would: done now, or told that it is done already.
      const again = await undoNoShow(salon.context, act).then(
        () => 'done',
        () => 'refused',
      );
      expect(first === 'done' ? again : 'any').toBe(first === 'done' ? 'refused' : 'any');
      const { kept } = await agree(owner.id);
      expect(kept).toEqual({ score: 100, noShowCount: 0, balanceCents: 0, strikes: [] });
    },
  );
});

const acting = { memberId: 'mem_1', role: 'staff' as const };

describe('a held visit', () => {
  it('that is checked in after all settles its record by itself, and the notice of the day', async () => {
    const owner = await admitOwner(salon);
    const visit = await putVisit(salon, owner.id, addMs(salon.now(), -15 * MINUTE));
    await salon.work();
    expect(await recordsOf(salon)).toMatchObject([{ status: 'held' }]);
    const edit = { tenantId: TENANT, appointmentId: visit.id, acting, expected: undefined };
    await arriveAtAppointment(salon.context, edit);
    await salon.work();
    expect(await recordsOf(salon)).toMatchObject([
      {
        status: 'dismissed',
        dismissed: { reason: expect.stringContaining('checked in') as unknown },
      },
    ]);
    expect((await salon.notices()).map(({ status }) => status)).toEqual(['cured']);
    expect((await agree(owner.id)).kept).toMatchObject({ score: 100, noShowCount: 0 });
  });
});

describe('at the same moment as the end of grace', () => {
  const cancellation = { by: 'owner' as const, reason: 'Ill' };
  const edit = (appointmentId: string) => ({
    tenantId: TENANT,
    appointmentId,
    acting,
    expected: undefined,
  });
  const rivals = {
    'a check-in': async (id: string) => arriveAtAppointment(salon.context, edit(id)),
    'a cancellation': async (id: string) =>
      cancelAppointment(salon.context, { ...edit(id), cancellation }),
  };

  it.each(Object.keys(rivals) as (keyof typeof rivals)[])(
    '%s comes first and nothing is marked',
    async (rival) => {
      const { owner, visit } = await missed();
      const { store } = salon.context.records;
      let raced = false;
      const racing: DocumentStore = {
        ...store,
        commit: async (...args) => {
          if (!raced) {
            raced = true;
            await rivals[rival](visit.id);
          }
          return store.commit(...args);
        },
      };
      const pointer = { tenantId: TENANT, id: visit.id, kind: 'appointments' as const };
      await workPointer(salon.over(racing), appointmentWorker(missedAtGrace), pointer);
      expect((await visitOf(salon, visit.id)).value.status).toBe(
        rival === 'a check-in' ? 'arrived' : 'cancelled',
      );
      expect((await agree(owner.id)).records).toEqual([]);
    },
  );

  it.each(Object.keys(rivals) as (keyof typeof rivals)[])(
    '%s comes second and is refused, saying where the visit stands',
    async (rival) => {
      const { owner, visit } = await missed();
      await salon.work();
      await expect(rivals[rival](visit.id)).rejects.toHaveProperty(
        'problem.kind',
        'appointment-state',
      );
      expect((await agree(owner.id)).kept).toMatchObject({ noShowCount: 1, balanceCents: 2500 });
    },
  );
});
