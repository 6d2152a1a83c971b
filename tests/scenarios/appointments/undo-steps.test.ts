import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelAppointment } from '../../../shared/appointments/cancel-appointment.ts';
import { completeAppointment } from '../../../shared/appointments/complete-appointment.ts';
import type { Appointment } from '../../../shared/appointments/model.ts';
import { undoCompletion } from '../../../shared/appointments/undo-completion.ts';
import { undoCheckIn, undoStart } from '../../../shared/appointments/undo-steps.ts';
import {
  arriveAtAppointment,
  confirmAppointment,
  startAppointment,
} from '../../../shared/appointments/visit-steps.ts';
import type { Owner } from '../../../shared/customers/model.ts';
import { drain } from '../../../shared/due-work/drain.ts';
import { chargeVisit } from '../../../shared/ledger/charge-visit.ts';
import { foldLedger } from '../../../shared/ledger/fold-ledger.ts';
import { ledgerEntryType } from '../../../shared/ledger/model.ts';
import { pay } from '../../../shared/ledger/money-in.ts';
import { postOnEntry, postToLedger } from '../../../shared/ledger/post-to-ledger.ts';
import { reverse } from '../../../shared/ledger/reverse.ts';
import { waive } from '../../../shared/ledger/waive.ts';
import { detectNoShows } from '../../../shared/no-shows/detection-job.ts';
import { markByHand } from '../../../shared/no-shows/mark-by-hand.ts';
import { noShowRecordType } from '../../../shared/no-shows/model.ts';
import { undoNoShow } from '../../../shared/no-shows/undo-mark.ts';
import { replace } from '../../../shared/platform/store/records.ts';
import { recomputeOwner } from '../../../shared/reputation/recompute-owner.ts';
import { reputationEventType } from '../../../shared/reputation/model.ts';
import { loadTenant } from '../../../shared/tenants/load-tenant.ts';
import { whyUnfit } from '../../../shared/workflows/run-fits.ts';
import { workers } from '../../../shared/workers.ts';
import { TENANT } from '../tenants/salon.ts';
import { LIVE, MANAGER, openDayBook, refusal, type DayBook } from './day-book.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const reason = 'It was another dog.';

let book: DayBook;
let visit: Appointment;
beforeEach(async () => {
  book = await openDayBook();
  visit = await book.book({ startsAt: '2026-03-02T12:00:00-05:00' });
});
afterEach(async () => book.salon.stop());

const editOf = (id = visit.id) => ({
  ...{ tenantId: TENANT, appointmentId: id, acting: MANAGER, expected: undefined, reason },
});
const context = () => book.salon.context;
const arrive = async (id?: string) => arriveAtAppointment(context(), editOf(id));
const start = async (id?: string) => startAppointment(context(), editOf(id));
const complete = async (id?: string) => completeAppointment(context(), editOf(id));
const undoArrival = async (id?: string) => undoCheckIn(context(), editOf(id));
const undoDone = async (id?: string) => undoCompletion(context(), editOf(id));
const postFor = async (build: Parameters<typeof postToLedger>[2]) =>
  postToLedger(context(), { tenantId: TENANT, ownerId: book.ids.ownerId }, build);
const paid = async (amountCents: number) =>
  postFor((posting, ledger) => pay(posting, ledger, { method: 'cash', amountCents, tipCents: 0 }));

function kept(owner: Owner) {
  const { visitCount = 0, completedAppointmentCount = 0, noShowCount = 0 } = owner;
  const { lateCancellationCount = 0, balanceCents = 0, spendCents = 0, lastVisitOn } = owner;
  const { reputationScore = 100, noShowStrikes = [] } = owner;
  return {
    ...{ visitCount, completedAppointmentCount, noShowCount, lateCancellationCount },
    ...{ balanceCents, spendCents, lastVisitOn, reputationScore, noShowStrikes },
  };
}

/** What the owner's document keeps; rebuilding it from the records must come to the same. */
async function requireRight(): Promise<void> {
  const before = kept(await book.owner());
  const { added } = await recomputeOwner(context(), {
    tenantId: TENANT,
    ownerId: book.ids.ownerId,
  });
  expect({ ...kept(await book.owner()), added }).toEqual({ ...before, added: 0 });
}

describe('a check-in that was a mistake', () => {
  it('is taken back: the visit is as it was booked, with its checkpoints, and says why', async () => {
    await confirmAppointment(context(), editOf());
    const before = await book.visit(visit.id);
    await arrive();
    const after = await undoArrival();
    expect(after).toMatchObject({
      ...{ status: 'confirmed', checkpoints: before.checkpoints, dueAt: before.dueAt },
      dueKind: 'appointments',
    });
    expect(await book.visit(visit.id)).not.toHaveProperty('arrivedAt');
    expect(after.history.at(-1)).toMatchObject({
      what: 'check_in_undone',
      reason,
      by: 'mem_manager',
    });
    const [, , , event] = await book.events();
    expect(event).toMatchObject({ name: 'appointment_step_undone', facts: { step: 'check-in' } });
    expect(await book.booked()).toEqual([
      'Robin 2026-03-02: 2026-03-02T17:00:00.000Z 2026-03-02T18:10:00.000Z',
    ]);
  });

  it('after the grace is no missed visit at once: they have it once more, and then it is', async () => {
    // Somebody is checked in that day, or marks are held.
    const other = await book.book({ source: 'walk_in', startsAt: undefined as never });
    expect(other.status).toBe('arrived');
    book.salon.advance(2 * HOUR);
    await arrive();
    book.salon.advance(40 * MINUTE);
    const undone = await undoArrival();
    expect(undone.checkpoints).toEqual([{ kind: 'grace', at: '2026-03-02T17:55:00.000Z' }]);
    await drain(context(), workers);
    // The daily look comes meanwhile, and the business plans anew.
    await detectNoShows(context(), await loadTenant(context(), TENANT));
    await book.salon.change({ scheduling: { reminderHours: [48] } });
    await drain(context(), workers);
    expect((await book.visit(visit.id)).status).toBe('booked');
    book.salon.advance(15 * MINUTE);
    await drain(context(), workers);
    expect((await book.visit(visit.id)).status).toBe('no_show');
    await requireRight();
  });

  it('of a visit that is held for a person leaves it to them', async () => {
    book.salon.advance(2 * HOUR + 16 * MINUTE);
    await drain(context(), workers);
    const [held] = await book.all(noShowRecordType);
    expect(held?.status).toBe('held');
    await arrive();
    const undone = await undoArrival();
    expect(undone.checkpoints).toEqual([]);
    await drain(context(), workers);
    expect(await book.all(noShowRecordType)).toMatchObject([{ status: 'held' }]);
    expect((await book.visit(visit.id)).status).toBe('booked');
  });

  it('that had settled a held record has the product look again', async () => {
    book.salon.advance(2 * HOUR + 16 * MINUTE);
    await drain(context(), workers);
    await arrive();
    await drain(context(), workers);
    expect(await book.all(noShowRecordType)).toMatchObject([{ status: 'dismissed' }]);
    const { checkpoints } = await undoArrival();
    expect(checkpoints).toEqual([{ kind: 'grace', at: '2026-03-02T17:31:00.000Z' }]);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['never happened', async () => undefined, 'appointment-state'],
    [
      'was undone already',
      async () => arrive().then(async () => undoArrival()),
      'appointment-state',
    ],
    ['is followed by work', async () => arrive().then(async () => start()), 'appointment-state'],
    ['is over', async () => arrive().then(async () => complete()), 'appointment-state'],
    [
      'has its charge',
      async () => {
        await arrive();
        await chargeVisit(context(), { tenantId: TENANT, appointmentId: visit.id });
      },
      'charge-stands',
    ],
    [
      'undid a missed visit',
      async () => {
        book.salon.advance(3 * HOUR);
        const { id } = await markByHand(context(), { tenantId: TENANT, appointmentId: visit.id });
        const arrivedAt = book.salon.now();
        await undoNoShow(context(), { tenantId: TENANT, recordId: id, arrivedAt, reason });
      },
      'step-not-undoable',
    ],
  ])('that %s is refused, and nothing is written', async (_, before, kind) => {
    await before();
    const { revision } = await book.visit(visit.id);
    expect(await refusal(undoArrival())).toBe(kind);
    expect((await book.visit(visit.id)).revision).toBe(revision);
  });

  it('of a walk-in is refused: it was never booked', async () => {
    const walkIn = await book.book({ source: 'walk_in', startsAt: undefined as never });
    expect(await refusal(undoArrival(walkIn.id))).toBe('step-not-undoable');
  });

  it('whose charge was reversed by hand is charged anew when they do come', async () => {
    await arrive();
    const charge = await chargeVisit(context(), { tenantId: TENANT, appointmentId: visit.id });
    await postFor((posting, ledger) => reverse(posting, ledger, { entryId: charge.id, reason }));
    await undoArrival();
    await arrive();
    await complete();
    expect((await book.owner()).balanceCents).toBe(4500);
    await requireRight();
  });

  it('undone by two at once, and beside a completion, comes to one of the two', async () => {
    await arrive();
    const kinds = await Promise.all([
      refusal(undoArrival()),
      refusal(undoArrival()),
      refusal(complete()),
    ]);
    expect(kinds.filter((it) => it === undefined)).toHaveLength(1);
    expect(kinds.filter((it) => it === 'appointment-state')).toHaveLength(2);
    await requireRight();
  });
});

describe('a start that was a mistake', () => {
  it('is taken back, once, and only while the visit is under way', async () => {
    expect(await refusal(undoStart(context(), editOf()))).toBe('appointment-state');
    await arrive();
    await start();
    const after = await undoStart(context(), editOf());
    expect(after.status).toBe('arrived');
    expect(await book.visit(visit.id)).not.toHaveProperty('startedAt');
    expect(await refusal(undoStart(context(), editOf()))).toBe('appointment-state');
    expect((await start()).startedAt).toBeDefined();
    await complete();
    expect(await refusal(undoStart(context(), editOf()))).toBe('appointment-state');
  });
});

describe('a completion that was a mistake', () => {
  it('is taken back to the cent, the point and the day, and completed again counts once', async () => {
    const first = await book.book({ startsAt: '2026-03-02T10:30:00-05:00' });
    await arrive(first.id);
    await complete(first.id);
    await arrive();
    await start();
    const before = { visit: await book.visit(visit.id), owner: await book.owner() };
    await complete();
    expect(await book.owner()).toMatchObject({ visitCount: 2, balanceCents: 9000 });
    const after = await undoDone();
    expect(after).toMatchObject({
      ...{ status: 'arrived', arrivedAt: before.visit.arrivedAt },
      startedAt: before.visit.startedAt,
    });
    expect(kept(await book.owner())).toEqual(kept(before.owner));
    await requireRight();
    const earned = (await book.all(reputationEventType)).filter(
      (it) => it.appointmentId === visit.id,
    );
    expect(earned.map(({ kind, voided }) => `${kind} ${String(voided?.reason)}`).sort()).toEqual([
      `completed ${reason}`,
      `on_time_arrival ${reason}`,
    ]);
    await complete();
    expect(await book.owner()).toMatchObject({ visitCount: 2, balanceCents: 9000 });
    await requireRight();
    await undoDone();
    await complete();
    expect(await book.owner()).toMatchObject({ visitCount: 2, balanceCents: 9000 });
    const { charges } = foldLedger(await book.all(ledgerEntryType));
    const ofVisit = [...charges.values()].filter((it) => it.entry.subject?.id === visit.id);
    expect(ofVisit.map(({ reversed }) => reversed).sort()).toEqual([false, true, true]);
    await requireRight();
  });

  it('of a first visit leaves an owner who never came, and of somebody never checked in no missed visit', async () => {
    book.salon.advance(3 * HOUR);
    await complete();
    const after = await undoDone();
    expect(after).toMatchObject({ status: 'arrived', checkpoints: [] });
    expect(await book.visit(visit.id)).not.toHaveProperty('arrivedAt');
    const owner = await book.owner();
    expect(owner).toMatchObject({ visitCount: 0, completedAppointmentCount: 0, balanceCents: 0 });
    expect(owner).not.toHaveProperty('lastVisitOn');
    await requireRight();
    book.salon.advance(48 * HOUR);
    await drain(context(), workers);
    expect((await book.visit(visit.id)).status).toBe('arrived');
    // Whoever says that nobody was there lets the product judge.
    expect((await undoArrival()).status).toBe('booked');
  });

  it('leaves a charge that was posted on arrival, paid or not, and charges no second time', async () => {
    await arrive();
    await chargeVisit(context(), { tenantId: TENANT, appointmentId: visit.id });
    await paid(4500);
    book.salon.advance(MINUTE);
    await complete();
    await undoDone();
    expect((await book.owner()).balanceCents).toBe(0);
    await complete();
    expect((await book.owner()).balanceCents).toBe(0);
    await requireRight();
  });

  it('takes a waiver of its charge along', async () => {
    await arrive();
    await complete();
    const [charge] = await book.all(ledgerEntryType);
    await postFor((posting, ledger) =>
      waive(posting, ledger, { chargeId: charge?.id ?? '', amountCents: 1000, reason }),
    );
    await undoDone();
    expect((await book.owner()).balanceCents).toBe(0);
    await requireRight();
  });

  it('is refused once a cent is paid for it, until that payment is reversed', async () => {
    await arrive();
    await complete();
    const payment = await paid(1);
    expect(await refusal(undoDone())).toBe('charge-paid');
    const request = { tenantId: TENANT, entryId: payment.id, what: 'payment' };
    await postOnEntry(context(), request, (posting, ledger) =>
      reverse(posting, ledger, { entryId: payment.id, reason }),
    );
    expect(await refusal(undoDone())).toBeUndefined();
    await requireRight();
  });

  it('is refused for a charge on an invoice', async () => {
    await arrive();
    await complete();
    const [charge] = await book.all(ledgerEntryType);
    const stored = await context().records.get(ledgerEntryType, LIVE, charge?.id ?? '');
    if (stored === undefined) throw new Error('no charge');
    await context().records.commit(LIVE, [replace(stored, { invoiceId: 'inv_1' })]);
    expect(await refusal(undoDone())).toBe('charge-invoiced');
  });

  it.each<[string, string, (id: string) => Promise<unknown>]>([
    [
      'completed',
      'later-visit-ended',
      async (id) => {
        book.salon.advance(24 * HOUR);
        await complete(id);
      },
    ],
    [
      'missed',
      'later-visit-ended',
      async (id) => {
        book.salon.advance(24 * HOUR);
        await markByHand(context(), { tenantId: TENANT, appointmentId: id });
      },
    ],
    [
      'cancelled late',
      'later-visit-ended',
      async (id) =>
        cancelAppointment(context(), { ...editOf(id), cancellation: { by: 'owner', reason } }),
    ],
    [
      'cancelled by the business',
      'none',
      async (id) =>
        cancelAppointment(context(), { ...editOf(id), cancellation: { by: 'business', reason } }),
    ],
    ['still to come', 'none', async () => undefined],
  ])('after a later visit that was %s: %s', async (_, expected, end) => {
    await arrive();
    await complete();
    const later = await book.book({ startsAt: '2026-03-03T09:30:00-05:00' });
    await end(later.id);
    expect((await refusal(undoDone())) ?? 'none').toBe(expected);
    await requireRight();
  });

  it('is refused twice, before a completion, and for what came in completed', async () => {
    expect(await refusal(undoDone())).toBe('appointment-state');
    await arrive();
    await complete();
    await undoDone();
    expect(await refusal(undoDone())).toBe('appointment-state');
    const stored = await context().records.store.get(LIVE, visit.id);
    if (stored === undefined) throw new Error('no visit');
    const document = { ...stored.value, source: 'import', status: 'completed', history: [] };
    await context().records.commit(LIVE, [{ op: 'replace', document, etag: stored.etag }]);
    expect(await refusal(undoDone())).toBe('step-not-undoable');
  });

  it('meets its payment at the same moment: paid and completed, or undone with the money as credit', async () => {
    await arrive();
    await complete();
    const [undo, payment] = await Promise.all([refusal(undoDone()), refusal(paid(4500))]);
    expect(payment).toBeUndefined();
    const { status } = await book.visit(visit.id);
    const { balanceCents } = await book.owner();
    expect([undo, status, balanceCents]).toEqual(
      undo === undefined ? [undefined, 'arrived', -4500] : ['charge-paid', 'completed', 0],
    );
    await requireRight();
  });

  it('ends what a completion had started to tell, also once the visit is completed again', async () => {
    await arrive();
    await complete();
    const first = (await book.events()).find(({ name }) => name === 'appointment_completed');
    await undoDone();
    const second = await complete();
    const last = (await book.events()).findLast(({ name }) => name === 'appointment_completed');
    const runOf = (event: typeof first) => ({
      subject: { type: 'appointment' as const, id: visit.id },
      facts: event?.facts ?? {},
    });
    const unfit = (event: typeof first) => whyUnfit('appointment_completed', runOf(event), second);
    expect([unfit(first), unfit(last)]).toEqual(['Its completion was undone.', undefined]);
  });
});
