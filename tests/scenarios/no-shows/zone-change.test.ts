import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Appointment } from '../../../shared/appointments/model.ts';
import { replanAppointments } from '../../../shared/appointments/replan-appointments.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { ledgerEntryType } from '../../../shared/ledger/model.ts';
import { loadTenant } from '../../../shared/tenants/load-tenant.ts';
import { LIVE, MANAGER, openDayBook, type DayBook } from '../appointments/day-book.ts';
import { TENANT } from '../tenants/salon.ts';
import { booksOf, recordsOf } from './visits.ts';

const DAY = 24 * 60 * 60_000;
const NOON = '2026-03-10T12:00:00-04:00';

let book: DayBook;
beforeEach(async () => {
  book = await openDayBook();
});
afterEach(async () => book.salon.stop());

const until = (time: string): void => {
  book.salon.advance(Date.parse(time) - Date.parse(book.salon.now()));
};
const override = { rules: ['outside-shift', 'double-booking'], reason: 'A test.' };
const booked = async (startsAt: string): Promise<Appointment> =>
  book.book({ startsAt, acting: MANAGER, override });
const moves = async (timeZone: string, from: string): Promise<void> =>
  book.salon.change({ timeZone, effectiveFrom: from as LocalDate });
/** Somebody walks in then, so that the business is seen to check people in on that day. */
const walksIn = async (time: string): Promise<void> => {
  until(time);
  const source = 'walk_in';
  await book.book({ source, startsAt: undefined as never, acting: MANAGER, override });
};
const fees = async () => (await book.all(ledgerEntryType)).filter(({ kind }) => kind === 'charge');

/** Days pass in which everything due is done, the daily look among it. */
async function liveOn(days: number): Promise<void> {
  for (let n = 0; n < days; n++) {
    book.salon.advance(DAY);
    await book.salon.work();
  }
}

describe('a visit of a business that moves to another zone before it', () => {
  it.each([
    ['Asia/Tokyo', '2026-03-05', '2026-03-11'],
    ['America/Los_Angeles', '2026-03-05', '2026-03-10'],
    // Not in force yet when they are missed.
    ['Asia/Tokyo', '2026-03-20', '2026-03-10'],
    // The very day: it begins in Tokyo an hour before the visit.
    ['Asia/Tokyo', '2026-03-11', '2026-03-11'],
  ])(
    'to %s from %s on is missed at its instant + grace, on %s, and costs one fee of that day',
    async (zone, from, day) => {
      const visit = await booked(NOON);
      await moves(zone, from);
      await book.salon.work();
      const after = await book.visit(visit.id);
      expect(after).toMatchObject({ startsAt: '2026-03-10T16:00:00.000Z', localDate: day });
      expect(after.checkpoints.at(-1)).toEqual({ kind: 'grace', at: '2026-03-10T16:15:00.000Z' });
      await walksIn('2026-03-10T15:30:00Z');
      until('2026-03-10T16:14:00Z');
      await book.salon.work();
      expect((await book.visit(visit.id)).status).toBe('booked');
      until('2026-03-10T16:15:00Z');
      await book.salon.work();
      expect((await book.visit(visit.id)).status).toBe('no_show');
      const { timeZone } = after;
      const inForce = { localDate: day, timeZone };
      expect(await recordsOf(book.salon)).toMatchObject([
        { ...inForce, status: 'marked', occurredAt: '2026-03-10T16:15:00.000Z' },
      ]);
      expect(await fees()).toMatchObject([{ ...inForce, effectCents: 2500 }]);
      const { events } = await booksOf(book.salon, book.ids.ownerId);
      expect(events).toMatchObject([{ ...inForce, kind: 'no_show' }]);
      await moves('Europe/Berlin', '2026-03-25');
      await liveOn(20);
      expect(await fees()).toHaveLength(1);
      const books = await booksOf(book.salon, book.ids.ownerId);
      expect(books.kept).toEqual(books.reckoned);
    },
  );

  it('shares its fee with another visit when both lie on one day of the new zone', async () => {
    const first = await booked('2026-03-10T16:00:00-04:00');
    const second = await booked('2026-03-11T09:00:00-04:00');
    expect([first.localDate, second.localDate]).toEqual(['2026-03-10', '2026-03-11']);
    await moves('Asia/Tokyo', '2026-03-05');
    await book.salon.work();
    await walksIn('2026-03-10T19:30:00Z');
    until('2026-03-10T20:15:00Z');
    await book.salon.work();
    until('2026-03-11T13:15:00Z');
    await book.salon.work();
    expect(
      (await recordsOf(book.salon)).map(({ localDate, fee }) => [localDate, fee.cents]),
    ).toEqual([
      ['2026-03-11', 2500],
      ['2026-03-11', 0],
    ]);
    expect(await fees()).toHaveLength(1);
  });
});

describe('a visit that was missed before the business moves', () => {
  it('and is found after it keeps its day, is judged by who came on that day, and costs one fee', async () => {
    const visit = await booked('2026-03-10T10:30:00-04:00');
    // 11 March begins in Tokyo at 11:00 of the 10th in New York; nothing is worked until the next day.
    await moves('Asia/Tokyo', '2026-03-11');
    await walksIn('2026-03-10T10:00:00-04:00');
    until('2026-03-11T08:00:00-04:00');
    await book.salon.work();
    const kept = { localDate: '2026-03-10', timeZone: 'America/New_York' };
    const record = { ...kept, appointmentId: visit.id, status: 'marked' };
    expect(await recordsOf(book.salon)).toMatchObject([record]);
    await liveOn(3);
    expect(await recordsOf(book.salon)).toHaveLength(1);
    expect(await fees()).toMatchObject([{ effectCents: 2500 }]);
  });

  it('of a day on which it moves at once keeps its day, and one still to come is told of on the new one', async () => {
    const past = await booked('2026-03-10T16:00:00-04:00');
    const ahead = await booked('2026-03-10T19:00:00-04:00');
    until('2026-03-10T17:00:00-04:00');
    await moves('Asia/Tokyo', '2026-03-10');
    const { context } = book.salon;
    const writes = await replanAppointments(context, await loadTenant(context, TENANT), 100);
    expect((await context.records.commit(LIVE, writes)).ok).toBe(true);
    expect((await book.visit(past.id)).localDate).toBe('2026-03-10');
    expect((await book.visit(ahead.id)).localDate).toBe('2026-03-11');
  });
});
