import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelAppointment } from '../../../shared/appointments/cancel-appointment.ts';
import { moveAppointment } from '../../../shared/appointments/move-appointment.ts';
import { moveInput } from '../../../shared/appointments/booking-input.ts';
import type { Appointment } from '../../../shared/appointments/model.ts';
import { TENANT } from '../tenants/salon.ts';
import { openDayBook, STAFF, type DayBook } from './day-book.ts';

let book: DayBook;
let visit: Appointment;
beforeEach(async () => {
  book = await openDayBook();
  // The 24 h offset is 10:00 on 9 March, the 2 h one 9:00 on 10 March: it falls into quiet hours.
  visit = await book.book({ startsAt: '2026-03-10T10:00:00-04:00' });
});
afterEach(async () => book.salon.stop());

const until = async (time: string): Promise<void> => {
  book.salon.advance(Date.parse(time) - Date.parse(book.salon.now()));
  await book.salon.work();
};
const approaching = async () =>
  (await book.events())
    .filter(({ name }) => name === 'appointment_approaching')
    .map(({ facts }) => [facts['hoursBefore'], facts['scheduleVersion']]);
const edit = () => ({
  ...{ tenantId: TENANT, appointmentId: visit.id, acting: STAFF, expected: undefined },
});

describe('an approaching visit', () => {
  it('raises one event per offset, at its time and not before', async () => {
    await until('2026-03-09T09:59:00-04:00');
    expect(await approaching()).toEqual([]);
    await until('2026-03-09T10:00:00-04:00');
    await book.salon.work();
    expect(await approaching()).toEqual([[24, 1]]);
    await until('2026-03-10T09:00:00-04:00');
    expect(await approaching()).toEqual([
      [24, 1],
      [2, 1],
    ]);
    expect(await book.visit(visit.id)).toMatchObject({
      offsetsDone: [24, 2],
      checkpoints: [{ kind: 'grace', at: '2026-03-10T14:15:00.000Z' }],
    });
  });

  it('that nobody could tell of in time is skipped and says so', async () => {
    await until('2026-03-09T11:01:00-04:00');
    expect(await approaching()).toEqual([]);
    expect((await book.visit(visit.id)).skippedCheckpoints).toEqual([
      { kind: 'approaching', hoursBefore: 24, reason: 'too-late' },
    ]);
  });

  it('that was told of an hour late is told of still', async () => {
    await until('2026-03-09T11:00:00-04:00');
    expect(await approaching()).toEqual([[24, 1]]);
  });

  it('that is moved is told of by its new time only', async () => {
    const move = moveInput.parse({ startsAt: '2026-03-12T14:00:00-04:00' });
    await moveAppointment(book.salon.context, { ...edit(), move });
    await until('2026-03-10T12:00:00-04:00');
    expect(await approaching()).toEqual([]);
    await until('2026-03-11T14:00:00-04:00');
    expect(await approaching()).toEqual([[24, 2]]);
  });

  it('that was cancelled is not told of', async () => {
    const cancellation = { by: 'owner' as const, reason: 'Sick' };
    await cancelAppointment(book.salon.context, { ...edit(), cancellation });
    await until('2026-03-11T12:00:00-04:00');
    expect(await approaching()).toEqual([]);
  });
});

describe('changed settings', () => {
  it('move what is to come, and leave what is done', async () => {
    await until('2026-03-09T10:00:00-04:00');
    await book.salon.change({ scheduling: { reminderHours: [48, 24, 1], graceMinutes: 30 } });
    await until('2026-03-09T10:20:00-04:00');
    const replanned = await book.visit(visit.id);
    expect(replanned).toMatchObject({ offsetsDone: [24], planVersion: 2 });
    expect(replanned.checkpoints.map(({ kind, at }) => [kind, at])).toEqual([
      ['approaching', '2026-03-10T13:00:00.000Z'],
      ['grace', '2026-03-10T14:30:00.000Z'],
    ]);
    expect(replanned.skippedCheckpoints).toEqual([
      { kind: 'approaching', hoursBefore: 48, reason: 'past-when-planned' },
    ]);
  });

  it('keep the instant of a visit when the business moves, and tell its day there', async () => {
    await book.salon.change({ timeZone: 'Asia/Tokyo', effectiveFrom: '2026-03-05' as never });
    await book.salon.work();
    const moved = await book.visit(visit.id);
    expect(moved).toMatchObject({
      startsAt: '2026-03-10T14:00:00.000Z',
      ...{ localDate: '2026-03-10', timeZone: 'Asia/Tokyo' },
    });
  });
});
