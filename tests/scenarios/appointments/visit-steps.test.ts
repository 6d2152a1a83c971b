import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelAppointment } from '../../../shared/appointments/cancel-appointment.ts';
import { completeAppointment } from '../../../shared/appointments/complete-appointment.ts';
import type { Appointment } from '../../../shared/appointments/model.ts';
import { editAppointment, moveAppointment } from '../../../shared/appointments/move-appointment.ts';
import {
  arriveAtAppointment,
  confirmAppointment,
  startAppointment,
} from '../../../shared/appointments/visit-steps.ts';
import { moveInput } from '../../../shared/appointments/booking-input.ts';
import { ledgerEntryType } from '../../../shared/ledger/model.ts';
import { chargeVisit } from '../../../shared/ledger/charge-visit.ts';
import { instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import { TENANT } from '../tenants/salon.ts';
import { openDayBook, refusal, STAFF, type DayBook } from './day-book.ts';

const HOUR = 3_600_000;

let book: DayBook;
let visit: Appointment;
beforeEach(async () => {
  book = await openDayBook();
  visit = await book.book({ startsAt: '2026-03-02T12:00:00-05:00' });
});
afterEach(async () => book.salon.stop());

const editOf = (id = visit.id) => ({
  ...{ tenantId: TENANT, appointmentId: id, acting: STAFF, expected: undefined },
});
const at = (text: string): Instant => instantOf(Date.parse(text));
const cancelled = (by: 'owner' | 'business') => ({ by, reason: 'Sick' });

const steps = {
  confirm: async () => confirmAppointment(book.salon.context, editOf()),
  arrive: async () => arriveAtAppointment(book.salon.context, editOf()),
  start: async () => startAppointment(book.salon.context, editOf()),
  complete: async () => completeAppointment(book.salon.context, editOf()),
  cancel: async () =>
    cancelAppointment(book.salon.context, { ...editOf(), cancellation: cancelled('business') }),
  move: async () =>
    moveAppointment(book.salon.context, {
      ...editOf(),
      move: moveInput.parse({ startsAt: '2026-03-02T15:00:00-05:00' }),
    }),
  edit: async () =>
    editAppointment(book.salon.context, { ...editOf(), changes: { notes: 'Nails' } }),
};
type Step = keyof typeof steps;
const NAMES = Object.keys(steps) as Step[];

/** What each step leaves a visit in that has been brought to a state; - : refused. */
const TABLE: readonly [readonly Step[], Readonly<Record<Step, string>>][] = [
  [
    [],
    {
      ...{ confirm: 'confirmed', arrive: 'arrived', start: '-', complete: '-' },
      ...{ cancel: 'cancelled', move: 'booked', edit: 'booked' },
    },
  ],
  [
    ['confirm'],
    {
      ...{ confirm: 'confirmed', arrive: 'arrived', start: '-', complete: '-' },
      ...{ cancel: 'cancelled', move: 'booked', edit: 'confirmed' },
    },
  ],
  [
    ['arrive'],
    {
      ...{ confirm: '-', arrive: 'arrived', start: 'arrived', complete: 'completed' },
      ...{ cancel: 'cancelled', move: '-', edit: 'arrived' },
    },
  ],
  [
    ['arrive', 'start', 'complete'],
    {
      ...{ confirm: '-', arrive: '-', start: '-', complete: 'completed' },
      ...{ cancel: '-', move: '-', edit: '-' },
    },
  ],
  [
    ['cancel'],
    {
      ...{ confirm: '-', arrive: '-', start: '-', complete: '-' },
      ...{ cancel: 'cancelled', move: '-', edit: '-' },
    },
  ],
];

describe('where a visit can go', () => {
  it.each(
    TABLE.flatMap(([before, row]) => NAMES.map((step) => [before, step, row[step]] as const)),
  )('after [%j] %s: %s', async (before, step, expected) => {
    for (const name of before) await steps[name]();
    const revision = (await book.visit(visit.id)).revision;
    const kind = await refusal(steps[step]());
    const after = await book.visit(visit.id);
    if (expected !== '-') {
      expect([kind, after.status]).toEqual([undefined, expected]);
      return;
    }
    expect([kind, after.revision]).toEqual(['appointment-state', revision]);
  });

  it.each(['confirm', 'arrive', 'complete', 'cancel', 'start'] as const)(
    'the step %s taken twice is taken once',
    async (step) => {
      if (step === 'complete' || step === 'start') await steps.arrive();
      const once = await steps[step]();
      const events = (await book.events()).length;
      expect(await steps[step]()).toEqual(once);
      expect(await book.events()).toHaveLength(events);
    },
  );

  it('a step on another revision than was read is refused', async () => {
    await steps.confirm();
    const edit = { ...editOf(), expected: [1] };
    expect(await refusal(arriveAtAppointment(book.salon.context, edit))).toBe('revision-mismatch');
  });

  it('a visit of nobody is not found', async () => {
    expect(await refusal(confirmAppointment(book.salon.context, editOf('apt_x')))).toBe(
      'not-found',
    );
  });
});

describe('a check-in', () => {
  it.each([
    ['2026-03-02T15:00:00Z', undefined],
    // Nobody came before the booking was made, nor after now.
    ['2026-03-02T14:59:00Z', 'instant-out-of-range'],
    ['2026-03-02T15:00:01Z', 'instant-out-of-range'],
  ])('at %s, entered at 15:00 UTC: %s', async (time, expected) => {
    const arrival = arriveAtAppointment(book.salon.context, { ...editOf(), at: at(time) });
    expect(await refusal(arrival)).toBe(expected);
  });

  it('for a visit of another day is refused: they came for another one', async () => {
    const later = await book.book();
    const arrival = arriveAtAppointment(book.salon.context, editOf(later.id));
    expect(await refusal(arrival)).toBe('instant-out-of-range');
  });

  it('ends all checkpoints', async () => {
    expect(await steps.arrive()).toMatchObject({ checkpoints: [] });
    const stored = await book.visit(visit.id);
    expect([stored.dueAt, stored.planVersion]).toEqual([undefined, undefined]);
  });
});

describe('a completed visit', () => {
  it('is charged, counts, and earns for having come in time, all at once', async () => {
    await steps.arrive();
    await steps.complete();
    expect(await book.owner()).toMatchObject({
      ...{ visitCount: 1, completedAppointmentCount: 1, lastVisitOn: '2026-03-02' },
      ...{ balanceCents: 4500, reputationScore: 100 },
    });
    const charges = await book.all(ledgerEntryType);
    expect(charges).toMatchObject([
      { kind: 'charge', effectCents: 4500, subject: { type: 'appointment', id: visit.id } },
    ]);
    const names = (await book.events()).map(({ name }) => name);
    expect(names).toContain('appointment_completed');
    expect(names).toContain('charge_posted');
  });

  it('is charged for what was done in the end', async () => {
    await steps.arrive();
    const { petId, serviceId } = book.ids;
    const services = [{ petId, serviceId, priceCents: 6000 }];
    await completeAppointment(book.salon.context, { ...editOf(), services });
    expect((await book.visit(visit.id)).services).toMatchObject([{ priceCents: 6000 }]);
    expect((await book.owner()).balanceCents).toBe(6000);
  });

  it('is not charged again when it was charged on arrival', async () => {
    await steps.arrive();
    await chargeVisit(book.salon.context, { tenantId: TENANT, appointmentId: visit.id });
    await steps.complete();
    expect((await book.owner()).balanceCents).toBe(4500);
    expect(await book.all(ledgerEntryType)).toHaveLength(1);
  });

  it('needs no check-in once it has begun', async () => {
    book.salon.advance(2 * HOUR);
    await steps.complete();
    expect((await book.visit(visit.id)).status).toBe('completed');
    expect((await book.visit(visit.id)).arrivedAt).toBeUndefined();
  });

  it('completed by two members at once is charged and counted once', async () => {
    await steps.arrive();
    await Promise.all([steps.complete(), steps.complete(), steps.complete()]);
    expect(await book.owner()).toMatchObject({ visitCount: 1, balanceCents: 4500 });
    expect(await book.all(ledgerEntryType)).toHaveLength(1);
  });
});

describe('a cancellation', () => {
  const judged = async (id: string, by: 'owner' | 'business') =>
    (
      await cancelAppointment(book.salon.context, {
        ...editOf(id),
        cancellation: cancelled(by),
      })
    ).cancellation;

  it('gives the time back', async () => {
    await steps.cancel();
    expect(await book.booked()).toEqual([]);
    expect(await refusal(book.book({ startsAt: '2026-03-02T12:00:00-05:00' }))).toBeUndefined();
  });

  it.each([
    // [hours before the start, by whom, late]
    [24, 'owner', false],
    [24 - 1 / 60, 'owner', true],
    [0.5, 'owner', true],
    [0.5, 'business', false],
  ] as const)('%d hours before the start by the %s: late %s', async (hours, by, late) => {
    const { id, startsAt } = await book.book({ startsAt: '2026-03-12T12:00:00-04:00' });
    book.salon.advance(Date.parse(startsAt) - hours * HOUR - Date.parse(book.salon.now()));
    expect(await judged(id, by)).toMatchObject({ by, late, judgedAgainst: startsAt });
    const owner = await book.owner();
    expect(owner.lateCancellationCount ?? 0).toBe(late ? 1 : 0);
    expect(owner.reputationScore ?? 100).toBe(late ? 90 : 100);
  });

  it('after a move made at short notice is judged by the start that was held before', async () => {
    const move = moveInput.parse({ startsAt: '2026-03-20T12:00:00-04:00' });
    await moveAppointment(book.salon.context, { ...editOf(), move });
    book.salon.advance(48 * HOUR);
    expect(await judged(visit.id, 'owner')).toMatchObject({
      late: true,
      judgedAgainst: '2026-03-02T17:00:00.000Z',
    });
  });

  it('after a move by the business at short notice never counts', async () => {
    const move = moveInput.parse({ startsAt: '2026-03-02T15:00:00-05:00', by: 'business' });
    await moveAppointment(book.salon.context, { ...editOf(), move });
    expect(await judged(visit.id, 'owner')).toMatchObject({ late: false });
  });
});
