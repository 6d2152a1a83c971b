import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelAppointment } from '../../../shared/appointments/cancel-appointment.ts';
import { completeAppointment } from '../../../shared/appointments/complete-appointment.ts';
import { appointmentType, type Appointment } from '../../../shared/appointments/model.ts';
import { editAppointment, moveAppointment } from '../../../shared/appointments/move-appointment.ts';
import { undoCancellation } from '../../../shared/appointments/undo-cancellation.ts';
import { undoCheckIn, undoStart } from '../../../shared/appointments/undo-steps.ts';
import { undoCompletion } from '../../../shared/appointments/undo-completion.ts';
import { moveInput } from '../../../shared/appointments/booking-input.ts';
import {
  arriveAtAppointment,
  confirmAppointment,
  startAppointment,
} from '../../../shared/appointments/visit-steps.ts';
import { eventType } from '../../../shared/events/model.ts';
import { chargeVisit } from '../../../shared/ledger/charge-visit.ts';
import { foldLedger } from '../../../shared/ledger/fold-ledger.ts';
import { ledgerEntryType } from '../../../shared/ledger/model.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { recomputeOwner } from '../../../shared/reputation/recompute-owner.ts';
import { reputationEventType } from '../../../shared/reputation/model.ts';
import { atEveryCall, cutOff, FAULTS } from '../../fixtures/crash-sweep.ts';
import type { Fault } from '../../fixtures/faulty-store.ts';
import { TENANT } from '../tenants/salon.ts';
import { MANAGER, openDayBook, type DayBook } from './day-book.ts';

let book: DayBook;
beforeEach(async () => {
  book = await openDayBook();
});
afterEach(async () => book.salon.stop());

const START = '2026-03-02T12:00:00-05:00';
const reason = 'It was another dog.';

type Act = (context: Context, visit: Appointment) => Promise<unknown>;
const editOf = ({ id }: Appointment) => ({
  ...{ tenantId: TENANT, appointmentId: id, acting: MANAGER, expected: undefined, reason },
});
const arrive: Act = async (context, visit) => arriveAtAppointment(context, editOf(visit));
const start: Act = async (context, visit) => startAppointment(context, editOf(visit));
const complete: Act = async (context, visit) => completeAppointment(context, editOf(visit));
const moved = moveInput.parse({ startsAt: '2026-03-02T15:00:00-05:00' });
const cancellation = { by: 'owner' as const, reason };

/** What comes before, and the step itself. */
const STEPS: Readonly<Record<string, readonly Act[]>> = {
  confirm: [async (context, visit) => confirmAppointment(context, editOf(visit))],
  'check in': [arrive],
  start: [arrive, start],
  complete: [arrive, complete],
  charge: [
    arrive,
    async (context, visit) => chargeVisit(context, { tenantId: TENANT, appointmentId: visit.id }),
  ],
  'cancel late': [
    async (context, visit) => cancelAppointment(context, { ...editOf(visit), cancellation }),
  ],
  'undo a late cancellation': [
    async (context, visit) => cancelAppointment(context, { ...editOf(visit), cancellation }),
    async (context, visit) => undoCancellation(context, editOf(visit)),
  ],
  move: [async (context, visit) => moveAppointment(context, { ...editOf(visit), move: moved })],
  edit: [
    async (context, visit) =>
      editAppointment(context, { ...editOf(visit), changes: { notes: 'Nails' } }),
  ],
  'undo a check-in': [arrive, async (context, visit) => undoCheckIn(context, editOf(visit))],
  'undo a start': [arrive, start, async (context, visit) => undoStart(context, editOf(visit))],
  'undo a completion': [
    arrive,
    complete,
    async (context, visit) => undoCompletion(context, editOf(visit)),
  ],
};

/** All that a step of a visit may touch, without when and under which random ids. */
async function books() {
  const [visit, ...others] = await book.all(appointmentType);
  expect(others).toEqual([]);
  const {
    visitCount = 0,
    completedAppointmentCount = 0,
    lateCancellationCount = 0,
  } = await book.owner();
  const { balanceCents = 0, reputationScore = 100, lastVisitOn } = await book.owner();
  const ledger = foldLedger(await book.all(ledgerEntryType));
  const earned = (await book.all(reputationEventType)).filter((it) => it.voided === undefined);
  expect(balanceCents).toBe(ledger.balanceCents);
  expect(await book.booked()).toHaveLength(visit?.status === 'cancelled' ? 0 : visit ? 1 : 0);
  expect((await book.all(eventType)).filter((it) => it.subject.id === visit?.id)).toHaveLength(
    visit?.eventSequence ?? 0,
  );
  return {
    ...{ visitCount, completedAppointmentCount, lateCancellationCount, balanceCents },
    ...{ reputationScore, lastVisitOn, status: visit?.status, revision: visit?.revision },
    ...{ startsAt: visit?.startsAt, startedAt: visit?.startedAt, notes: visit?.notes },
    events: visit?.eventSequence,
    marks: earned.map(({ kind }) => kind).sort(),
    booked: await book.booked(),
  };
}

async function requireRight(): Promise<void> {
  const before = await books();
  await recomputeOwner(book.salon.context, { tenantId: TENANT, ownerId: book.ids.ownerId });
  expect(await books()).toEqual(before);
}

/** Does `act` with a store whose `at`th call meets a fault; false: it needs fewer calls. */
async function meets(
  act: (context: Context) => Promise<unknown>,
  at: number,
  fault: Fault,
): Promise<boolean> {
  const { salon } = book;
  const { store } = salon.context.records;
  const { met } = await cutOff(store, { at, fault }, async (faulty) => act(salon.over(faulty)));
  return met;
}

describe('a store that fails or a process that dies, at any call of', () => {
  it.each(Object.keys(STEPS).flatMap((name) => FAULTS.map((fault) => [name, fault] as const)))(
    'the step "%s" (%s): the step is whole or not begun, and every sum agrees',
    async (name, fault) => {
      const acts = STEPS[name] ?? [];
      const last = acts.at(-1);
      if (last === undefined) throw new Error(`There is no step ${name}`);
      const met = await atEveryCall(async (at) => {
        const visit = await book.book({ startsAt: START });
        for (const act of acts.slice(0, -1)) await act(book.salon.context, visit);
        const before = await books();
        if (!(await meets(async (context) => last(context, visit), at, fault))) return false;
        const after = await books();
        await requireRight();
        const begun = JSON.stringify(after) !== JSON.stringify(before);
        if (!begun) {
          // Nothing was begun: asked again, it is done.
          await last(book.salon.context, visit);
          expect(await books()).not.toEqual(before);
        } else expect(fault).toMatch(/after$/);
        await requireRight();
        await book.salon.stop();
        book = await openDayBook();
        return true;
      });
      expect(met).toBeGreaterThanOrEqual(2);
    },
  );

  it.each(FAULTS)('a booking (%s): it is whole or not begun', async (fault) => {
    const met = await atEveryCall(async (at) => {
      const booking = async (context: Context) => book.book({ context, startsAt: START });
      if (!(await meets(booking, at, fault))) return false;
      const { status } = await books();
      if (status === undefined) await booking(book.salon.context);
      expect(await books()).toMatchObject({ status: 'booked', events: 1 });
      await book.salon.stop();
      book = await openDayBook();
      return true;
    });
    expect(met).toBe(2);
  });
});
