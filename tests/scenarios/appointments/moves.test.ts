import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editAppointment, moveAppointment } from '../../../shared/appointments/move-appointment.ts';
import { moveInput } from '../../../shared/appointments/booking-input.ts';
import { listAppointmentsOfOwner } from '../../../shared/appointments/find-appointments.ts';
import { createOwner } from '../../../shared/customers/create-owner.ts';
import { mergeOwners } from '../../../shared/customers/merge-owners.ts';
import { TENANT } from '../tenants/salon.ts';
import { MANAGER, openDayBook, refusal, STAFF, type DayBook } from './day-book.ts';

let book: DayBook;
beforeEach(async () => {
  book = await openDayBook();
});
afterEach(async () => book.salon.stop());

const move = async (appointmentId: string, wish: object, acting = STAFF) =>
  moveAppointment(book.salon.context, {
    ...{ tenantId: TENANT, appointmentId, acting, expected: undefined },
    move: moveInput.parse(wish),
  });

describe('a visit that is moved', () => {
  it('leaves its old time and takes the new one, with all that was planned', async () => {
    const { id } = await book.book();
    const moved = await move(id, { startsAt: '2026-03-12T14:00:00-04:00', reason: 'Rain' });
    expect(moved).toMatchObject({
      ...{ startsAt: '2026-03-12T18:00:00.000Z', localDate: '2026-03-12', status: 'booked' },
      ...{ scheduleVersion: 2, dueAt: '2026-03-11T18:00:00.000Z', offsetsDone: [] },
    });
    expect(moved.history.at(-1)).toMatchObject({
      ...{ what: 'rescheduled', reason: 'Rain', fromStartsAt: '2026-03-10T14:00:00.000Z' },
    });
    expect(await book.booked()).toEqual([
      'Robin 2026-03-12: 2026-03-12T18:00:00.000Z 2026-03-12T19:10:00.000Z',
    ]);
    expect(
      (await book.events()).map(({ name, facts }) => [name, facts['scheduleVersion']]),
    ).toEqual([
      ['appointment_created', 1],
      ['appointment_rescheduled', 2],
    ]);
  });

  it('to somebody else over UTC midnight leaves nothing behind', async () => {
    const { id } = await book.book();
    const wish = { staffId: book.ids.nightId, startsAt: '2026-03-10T19:30:00-04:00' };
    await move(id, wish);
    expect(await book.booked()).toEqual([
      'Noor 2026-03-10: 2026-03-10T23:30:00.000Z 2026-03-11T00:40:00.000Z',
      'Noor 2026-03-11: 2026-03-10T23:30:00.000Z 2026-03-11T00:40:00.000Z',
    ]);
  });

  it('by a few minutes does not stand in its own way', async () => {
    const { id } = await book.book();
    expect(await refusal(move(id, { startsAt: '2026-03-10T10:15:00-04:00' }))).toBeUndefined();
  });

  it.each([
    ['2026-03-10T12:30:00-04:00', 'slot-taken'],
    ['2026-03-10T20:00:00-04:00', 'outside-shift'],
    ['2026-03-02T09:59:00-05:00', 'start-out-of-range'],
  ])('to %s is refused (%s) and stays where it was', async (startsAt, kind) => {
    const { id } = await book.book();
    await book.book({ startsAt: '2026-03-10T12:00:00-04:00' });
    const before = await book.booked();
    expect(await refusal(move(id, { startsAt }))).toBe(kind);
    expect(await book.booked()).toEqual(before);
    expect((await book.visit(id)).revision).toBe(1);
  });

  it('over another one by a manager keeps why', async () => {
    const { id } = await book.book();
    await book.book({ startsAt: '2026-03-10T12:00:00-04:00' });
    const override = { rules: ['double-booking'], reason: 'Two tables' };
    const moved = await move(id, { startsAt: '2026-03-10T12:30:00-04:00', override }, MANAGER);
    expect(moved.overrides).toMatchObject([{ rule: 'double-booking', reason: 'Two tables' }]);
  });

  it('to where it is changes nothing', async () => {
    const { id } = await book.book();
    expect((await move(id, { startsAt: '2026-03-10T10:00:00-04:00' })).revision).toBe(1);
  });

  it('by two at once to two times is in one place only', async () => {
    const { id } = await book.book();
    const times = ['2026-03-11T10:00:00-04:00', '2026-03-12T10:00:00-04:00'];
    await Promise.all(times.map(async (startsAt) => move(id, { startsAt })));
    const { startsAt, busyUntil, scheduleVersion } = await book.visit(id);
    expect(await book.booked()).toEqual([
      `Robin ${startsAt.slice(0, 10)}: ${startsAt} ${busyUntil}`,
    ]);
    expect(scheduleVersion).toBe(3);
  });
});

describe('other services', () => {
  const edit = async (id: string, durationMinutes: number) => {
    const { petId, serviceId } = book.ids;
    const changes = { services: [{ petId, serviceId, durationMinutes }] };
    const who = { tenantId: TENANT, appointmentId: id, acting: STAFF, expected: undefined };
    return editAppointment(book.salon.context, { ...who, changes });
  };

  it('take the time they need, which must be free', async () => {
    const { id } = await book.book();
    await book.book({ startsAt: '2026-03-10T12:00:00-04:00' });
    expect((await edit(id, 110)).busyUntil).toBe('2026-03-10T16:00:00.000Z');
    expect(await refusal(edit(id, 115))).toBe('slot-taken');
  });

  it('that take less time are taken even where the time was never free', async () => {
    await book.book();
    const override = { rules: ['double-booking'], reason: 'Two tables' };
    const { id } = await book.book({ override, acting: MANAGER });
    expect((await edit(id, 30)).endsAt).toBe('2026-03-10T14:30:00.000Z');
  });
});

describe('an owner who is merged', () => {
  it('takes their visits along: the survivor sees them at once, and they carry the new id later', async () => {
    const { id } = await book.book();
    const { context } = book.salon;
    const owner = { firstName: 'Ada', lastName: 'King' };
    const { id: intoId } = await createOwner(context, { tenantId: TENANT, owner });
    const fromId = book.ids.ownerId;
    const revisions = { expectedInto: undefined, expectedFrom: undefined };
    await mergeOwners(context, { tenantId: TENANT, intoId, fromId, ...revisions });
    const upcoming = async () => {
      const asked = { tenantId: TENANT, ownerId: intoId, when: 'upcoming' as const, limit: 10 };
      return (await listAppointmentsOfOwner(context, asked)).items.map((it) => it.id);
    };
    expect(await upcoming()).toEqual([id]);
    await book.salon.work();
    expect((await book.visit(id)).ownerId).toBe(intoId);
    expect(await upcoming()).toEqual([id]);
    // And the visit can still be moved and booked for, by the old id too.
    expect(await refusal(move(id, { startsAt: '2026-03-11T10:00:00-04:00' }))).toBeUndefined();
    expect((await book.book()).ownerId).toBe(intoId);
  });
});
