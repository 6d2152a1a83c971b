import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelAppointment } from '../../../shared/appointments/cancel-appointment.ts';
import { appointmentType } from '../../../shared/appointments/model.ts';
import { arriveAtAppointment } from '../../../shared/appointments/visit-steps.ts';
import { addMs, instantOf } from '../../../shared/kernel/instant.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import type { Context } from '../../../shared/platform/context.ts';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { setShifts } from '../../../shared/staff/change-shifts.ts';
import { TENANT } from '../tenants/salon.ts';
import { openDayBook, refusal, STAFF, type DayBook } from './day-book.ts';

const CLIENTS = 50;
const HANDLES = 5;
const MINUTE = 60_000;

let book: DayBook;
let handles: DocumentStore[];
let contexts: Context[];
beforeEach(async () => {
  book = await openDayBook();
  handles = [];
  contexts = [];
});
afterEach(async () => {
  await Promise.all(handles.map(async (it) => it.close()));
  await book.salon.stop();
});

/** The same store through several connections, as several instances would have them. */
function openHandles(): void {
  const file = book.salon.file;
  for (let n = 0; n < HANDLES; n++) {
    const clock = { now: () => book.salon.now() };
    const handle = openSqliteStore({ file, clock, ids: randomIds });
    handles.push(handle);
    contexts.push(book.salon.over(handle));
  }
}

const through = (n: number): { context: Context } => {
  const context = contexts[n % HANDLES];
  if (context === undefined) throw new Error('No handle is open');
  return { context };
};

describe(`${String(CLIENTS)} clients on one staff member's day`, () => {
  it('for one slot: exactly one books it, and the others are told that it is taken', async () => {
    openHandles();
    const outcomes = await Promise.all(
      Array.from({ length: CLIENTS }, async (_, n) => refusal(book.book(through(n)))),
    );
    expect(outcomes.filter((it) => it === undefined)).toHaveLength(1);
    expect(outcomes.filter((it) => it === 'slot-taken')).toHaveLength(CLIENTS - 1);
    expect(await book.booked()).toHaveLength(1);
    expect(await book.all(appointmentType)).toHaveLength(1);
    expect(await book.events()).toHaveLength(1);
  });

  it('for as many slots: all of them book, each their own', async () => {
    openHandles();
    const { petId, serviceId, staffId } = book.ids;
    // From 00:00 on, five minutes each and ten for the clean-up.
    const shifts = Array.from({ length: 7 }, (_, weekday) => ({
      weekday,
      ...{ start: '00:00' as never, end: '24:00' },
    }));
    const change = { shifts };
    await setShifts(book.salon.context, {
      ...{ tenantId: TENANT, staffId, expected: undefined, change },
    });
    const first = instantOf(Date.parse('2026-03-10T05:00:00-04:00'));
    const starts = Array.from({ length: CLIENTS }, (_, n) => addMs(first, n * 15 * MINUTE));
    const outcomes = await Promise.all(
      starts.map(async (startsAt, n) => {
        const services = [{ petId, serviceId, durationMinutes: 5 }];
        return refusal(book.book({ startsAt, services, ...through(n) }));
      }),
    );
    expect(outcomes).toEqual(starts.map(() => undefined));
    const visits = await book.all(appointmentType);
    expect(visits.map(({ startsAt }) => startsAt).sort()).toEqual(starts);
    expect(await book.booked()).toHaveLength(CLIENTS);
  });
});

describe('at the same moment', () => {
  it('a booking and new shifts that leave no time for it: one comes first, never both by halves', async () => {
    const { staffId } = book.ids;
    const change = { shifts: [] };
    const [booked, changed] = await Promise.all([
      refusal(book.book()),
      setShifts(book.salon.context, { tenantId: TENANT, staffId, expected: undefined, change }),
    ]);
    // Whoever came second saw the first: the visit is named, or it was refused.
    const named = changed.visitsOutside.length;
    expect([booked, named]).toEqual(booked === undefined ? [undefined, 1] : ['outside-shift', 0]);
  });

  it('a check-in and a cancellation: both are told how it ended, and events say the same', async () => {
    const { id: appointmentId } = await book.book({ startsAt: '2026-03-02T12:00:00-05:00' });
    const edit = { tenantId: TENANT, appointmentId, acting: STAFF, expected: undefined };
    const cancellation = { by: 'business' as const, reason: 'Power cut' };
    await Promise.all([
      refusal(arriveAtAppointment(book.salon.context, edit)),
      refusal(cancelAppointment(book.salon.context, { ...edit, cancellation })),
    ]);
    const visit = await book.visit(appointmentId);
    // Somebody who has arrived can still be sent home; who was cancelled cannot arrive.
    expect(visit.status).toBe('cancelled');
    expect(await book.booked()).toEqual([]);
    const names = (await book.events()).map(({ name }) => name);
    const arrived = visit.arrivedAt === undefined ? [] : ['appointment_arrived'];
    expect(names).toEqual(['appointment_created', ...arrived, 'appointment_cancelled']);
    expect(visit.eventSequence).toBe(names.length);
  });
});
