import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelAppointment } from '../../../shared/appointments/cancel-appointment.ts';
import { completeAppointment } from '../../../shared/appointments/complete-appointment.ts';
import type { Appointment, AppointmentParty } from '../../../shared/appointments/model.ts';
import { overrideInput } from '../../../shared/appointments/booking-input.ts';
import { undoCancellation } from '../../../shared/appointments/undo-cancellation.ts';
import {
  arriveAtAppointment,
  confirmAppointment,
} from '../../../shared/appointments/visit-steps.ts';
import { visitThen } from '../../../shared/appointments/visit-then.ts';
import { updatePet } from '../../../shared/customers/update-pet.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { chargeVisit } from '../../../shared/ledger/charge-visit.ts';
import { postToLedger } from '../../../shared/ledger/post-to-ledger.ts';
import { reverse } from '../../../shared/ledger/reverse.ts';
import { noShowRecordType } from '../../../shared/no-shows/model.ts';
import { reputationEventType } from '../../../shared/reputation/model.ts';
import { recomputeOwner } from '../../../shared/reputation/recompute-owner.ts';
import { updateStaff } from '../../../shared/staff/edit-staff.ts';
import { whyUnfit } from '../../../shared/workflows/run-fits.ts';
import { TENANT } from '../tenants/salon.ts';
import { LIVE, MANAGER, openDayBook, refusal, STAFF, type DayBook } from './day-book.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const reason = 'It was another dog.';
const double = overrideInput.parse({ rules: ['double-booking', 'outside-shift'], reason: 'Both.' });

let book: DayBook;
let visit: Appointment;
beforeEach(async () => {
  book = await openDayBook();
  // Two hours ahead: a cancellation by the owner is late.
  visit = await book.book({ startsAt: '2026-03-02T12:00:00-05:00' });
});
afterEach(async () => book.salon.stop());

const context = () => book.salon.context;
const editOf = (id = visit.id, acting = STAFF) => ({
  ...{ tenantId: TENANT, appointmentId: id, acting, expected: undefined, reason },
});
const cancel = async (by: AppointmentParty = 'owner', id = visit.id) =>
  cancelAppointment(context(), { ...editOf(id), cancellation: { by, reason } });
const undo = async (more: object = {}) => undoCancellation(context(), { ...editOf(), ...more });

/** What the owner's document keeps; rebuilding it from the records must come to the same. */
async function requireRight(): Promise<void> {
  const kept = async () => {
    const {
      lateCancellationCount = 0,
      reputationScore = 100,
      balanceCents = 0,
    } = await book.owner();
    return { lateCancellationCount, reputationScore, balanceCents };
  };
  const before = await kept();
  const ownerId = book.ids.ownerId;
  const { added } = await recomputeOwner(context(), { tenantId: TENANT, ownerId });
  expect({ ...(await kept()), added }).toEqual({ ...before, added: 0 });
}

describe('a cancellation that was a mistake', () => {
  it('is taken back: the visit is as it was, with its time and checkpoints, and the score as before', async () => {
    await confirmAppointment(context(), editOf());
    const before = await book.visit(visit.id);
    const taken = await book.booked();
    await cancel();
    expect(await book.owner()).toMatchObject({ lateCancellationCount: 1, reputationScore: 90 });
    expect(await book.booked()).toEqual([]);
    const after = await undo();
    expect(after).toMatchObject({
      ...{ status: 'confirmed', checkpoints: before.checkpoints, dueAt: before.dueAt },
      ...{ dueKind: 'appointments', startsAt: before.startsAt, localDate: before.localDate },
    });
    expect(await book.visit(visit.id)).not.toHaveProperty('cancellation');
    expect(after.undone).toMatchObject({ step: 'cancellation', reason, by: 'mem_staff' });
    expect(after.history.at(-1)).toMatchObject({ what: 'cancellation_undone', reason });
    expect(await book.booked()).toEqual(taken);
    expect(await book.owner()).toMatchObject({ lateCancellationCount: 0, reputationScore: 100 });
    await requireRight();
    const [marked] = await book.all(reputationEventType);
    expect(marked).toMatchObject({
      kind: 'late_cancellation',
      voided: { reason, by: 'mem_staff' },
    });
    expect((await book.events()).at(-1)).toMatchObject({
      ...{ name: 'appointment_step_undone', facts: { step: 'cancellation', status: 'confirmed' } },
    });
  });

  it('and comes again counts again, once', async () => {
    for (let times = 0; times < 3; times++) {
      await cancel();
      expect(await book.owner()).toMatchObject({ lateCancellationCount: 1, reputationScore: 90 });
      await requireRight();
      await undo();
    }
    await cancel('business');
    await undo();
    expect(await book.owner()).toMatchObject({ lateCancellationCount: 0, reputationScore: 100 });
    await requireRight();
  });

  it('ends what it had started to tell, also once the visit is cancelled again', async () => {
    await cancel();
    const [, first] = await book.events();
    book.salon.advance(MINUTE);
    await undo();
    const again = await cancel();
    const last = (await book.events()).at(-1);
    const subject = { type: 'appointment' as const, id: visit.id };
    const unfit = (event: typeof first, now: Appointment) =>
      whyUnfit('appointment_cancelled', { subject, facts: event?.facts ?? {} }, now);
    expect([unfit(first, again), unfit(last, again)]).toEqual([
      'Its cancellation was undone.',
      undefined,
    ]);
    // A dry run over the past sees it as it stood.
    expect(unfit(first, visitThen(again, first?.occurredAt ?? again.createdAt))).toBe(undefined);
  });

  it('after its grace has the visit once more in grace, and then it is missed', async () => {
    const other = await book.book({ source: 'walk_in', startsAt: undefined as never });
    expect(other.status).toBe('arrived');
    await cancel();
    book.salon.advance(2 * HOUR + 20 * MINUTE);
    const after = await undo();
    expect(after.checkpoints).toEqual([{ kind: 'grace', at: '2026-03-02T17:35:00.000Z' }]);
    await book.salon.work();
    expect((await book.visit(visit.id)).status).toBe('booked');
    book.salon.advance(15 * MINUTE);
    await book.salon.work();
    expect((await book.visit(visit.id)).status).toBe('no_show');
    await requireRight();
  });

  it('leaves reminders that are done done, skips those that passed, and plans the others anew', async () => {
    const ahead = await book.book({ startsAt: '2026-03-04T12:00:00-05:00' });
    book.salon.advance(26 * HOUR);
    await book.salon.work();
    expect((await book.visit(ahead.id)).offsetsDone).toEqual([24]);
    await cancel('owner', ahead.id);
    await undo(editOf(ahead.id));
    const soon = await book.visit(ahead.id);
    expect(soon.checkpoints.map(({ at }) => at)).toEqual([
      '2026-03-04T15:00:00.000Z',
      '2026-03-04T17:15:00.000Z',
    ]);
    await cancel('owner', ahead.id);
    book.salon.advance(22 * HOUR + MINUTE);
    await undo(editOf(ahead.id));
    const later = await book.visit(ahead.id);
    expect(later.checkpoints.map(({ kind }) => kind)).toEqual(['grace']);
    expect(later.skippedCheckpoints).toEqual([
      { kind: 'approaching', hoursBefore: 2, reason: 'past-when-planned' },
    ]);
  });

  it('that had settled a held record has the product look again; what a person dismissed stays theirs', async () => {
    book.salon.advance(2 * HOUR + 16 * MINUTE);
    await book.salon.work();
    expect(await book.all(noShowRecordType)).toMatchObject([{ status: 'held' }]);
    await cancel();
    const early = await undo();
    // Nothing was settled yet: it is held for a person as before.
    expect(early.checkpoints).toEqual([]);
    await cancel();
    await book.salon.work();
    expect(await book.all(noShowRecordType)).toMatchObject([{ status: 'dismissed' }]);
    const { checkpoints } = await undo();
    expect(checkpoints).toEqual([{ kind: 'grace', at: '2026-03-02T17:31:00.000Z' }]);
  });

  it('of somebody who had arrived has them here again, and charges once', async () => {
    await arriveAtAppointment(context(), editOf());
    const charge = await chargeVisit(context(), { tenantId: TENANT, appointmentId: visit.id });
    await cancel('business');
    const after = await undo();
    expect(after).toMatchObject({ status: 'arrived', arrivedAt: visit.createdAt, checkpoints: [] });
    await cancel('business');
    const request = { tenantId: TENANT, ownerId: book.ids.ownerId };
    await postToLedger(context(), request, (posting, ledger) =>
      reverse(posting, ledger, { entryId: charge.id, reason }),
    );
    await undo();
    await completeAppointment(context(), editOf());
    expect((await book.owner()).balanceCents).toBe(4500);
    await requireRight();
  });

  it('is told on the day and in the zone the business has by now', async () => {
    const ahead = await book.book({ startsAt: '2026-03-10T12:00:00-04:00' });
    await cancel('owner', ahead.id);
    const effectiveFrom = '2026-03-05' as LocalDate;
    await book.salon.change({ timeZone: 'Asia/Tokyo', effectiveFrom });
    await book.salon.work();
    // Robin works other hours there: that is looked at again.
    expect(await refusal(undo(editOf(ahead.id)))).toBe('outside-shift');
    const after = await undo({ ...editOf(ahead.id, MANAGER), override: double });
    expect(after).toMatchObject({ localDate: '2026-03-11', timeZone: 'Asia/Tokyo' });
    expect(after.startsAt).toBe(ahead.startsAt);
  });
});

describe('a cancellation is not taken back', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['of a visit that was not cancelled', async () => undefined, 'appointment-state'],
    ['twice', async () => cancel().then(async () => undo()), 'appointment-state'],
    [
      'once the visit would be over',
      async () => {
        await cancel();
        book.salon.advance(3 * HOUR);
      },
      'visit-past',
    ],
    [
      'for a pet that died',
      async () => {
        await cancel();
        const pet = { tenantId: TENANT, petId: book.ids.petId, expected: undefined };
        await updatePet(context(), { ...pet, changes: { status: 'deceased' } });
      },
      'not-active',
    ],
    [
      'when the staff member left',
      async () => {
        await cancel();
        const staff = { tenantId: TENANT, staffId: book.ids.staffId, expected: undefined };
        await updateStaff(context(), { ...staff, changes: { status: 'inactive' } });
      },
      'not-active',
    ],
    [
      'when it came in so',
      async () => {
        const stored = await context().records.store.get(LIVE, visit.id);
        if (stored === undefined) throw new Error('no visit');
        const document = { ...stored.value, source: 'import', status: 'cancelled', history: [] };
        await context().records.commit(LIVE, [{ op: 'replace', document, etag: stored.etag }]);
      },
      'step-not-undoable',
    ],
  ])('%s, and nothing is written', async (_, before, kind) => {
    await before();
    const { revision } = await book.visit(visit.id);
    expect(await refusal(undo())).toBe(kind);
    expect((await book.visit(visit.id)).revision).toBe(revision);
  });

  it('from its end on, and is up to a millisecond before', async () => {
    await cancel();
    book.salon.advance(3 * HOUR - 1);
    expect(await refusal(undo())).toBeUndefined();
  });

  it('when its time was given away: it names the visit, and a manager may book both', async () => {
    await cancel();
    const other = await book.book({ startsAt: '2026-03-02T13:00:00-05:00' });
    const problem = await undo().catch((error: unknown) => error);
    expect(problem).toMatchObject({ problem: { kind: 'slot-taken', value: other.id } });
    expect(await refusal(undo({ override: double }))).toBe('role-too-low');
    expect(await book.booked()).toHaveLength(1);
    const after = await undo({ ...editOf(visit.id, MANAGER), override: double });
    expect(after.overrides).toMatchObject([{ rule: 'double-booking', by: 'mem_manager' }]);
    expect(await book.booked()).toHaveLength(2);
  });

  it('and its time given away at the same moment: one of the two has it', async () => {
    await cancel();
    const kinds = await Promise.all([
      refusal(undo()),
      refusal(book.book({ startsAt: '2026-03-02T12:30:00-05:00' })),
      refusal(undo()),
    ]);
    expect(kinds.filter((it) => it === undefined)).toHaveLength(1);
    expect(await book.booked()).toHaveLength(1);
    await requireRight();
  });
});
