import { describe, expect, it } from 'vitest';
import { freeSlots } from '../../../shared/appointments/free-slots.ts';
import { instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import { parseLocalDate, type LocalDate } from '../../../shared/kernel/local-date.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import { workingTime, type WithShifts } from '../../../shared/staff/working-time.ts';
import { businessWith } from '../../fixtures/business.ts';

const at = (text: string): Instant => instantOf(Date.parse(text));
const date = (text: string): LocalDate => {
  const read = parseLocalDate(text);
  if (!read.ok) throw new Error(text);
  return read.value;
};
const shift = (weekday: number, start: string, end: string) => ({
  ...{ weekday, start: start as LocalTime, end },
});
const worked = (staff: WithShifts, first: string, last = first) =>
  workingTime(staff, businessWith(), { first: date(first), last: date(last) }).map(
    ({ from, until }) => `${from} ${until}`,
  );

describe('working time', () => {
  it('follows the clocks: a shift over their change is an hour shorter or longer', () => {
    const staff = { shiftPeriods: [{ shifts: [shift(0, '00:00', '04:00')] }], exceptions: [] };
    expect(worked(staff, '2026-03-08')).toEqual([
      '2026-03-08T05:00:00.000Z 2026-03-08T08:00:00.000Z',
    ]);
    expect(worked(staff, '2026-11-01')).toEqual([
      '2026-11-01T04:00:00.000Z 2026-11-01T09:00:00.000Z',
    ]);
  });

  it('within the hour that spring skips is none', () => {
    const staff = { shiftPeriods: [{ shifts: [shift(0, '02:00', '02:45')] }], exceptions: [] };
    expect(worked(staff, '2026-03-08')).toEqual([]);
  });

  it('joins over midnight, and keeps the shifts of days before a change', () => {
    const staff = {
      shiftPeriods: [
        { shifts: [shift(1, '20:00', '24:00'), shift(2, '00:00', '02:00')] },
        { from: date('2026-03-09'), shifts: [shift(1, '09:00', '10:00')] },
      ],
      exceptions: [],
    };
    expect(worked(staff, '2026-03-02', '2026-03-03')).toEqual([
      '2026-03-03T01:00:00.000Z 2026-03-03T07:00:00.000Z',
    ]);
    expect(worked(staff, '2026-03-09', '2026-03-10')).toEqual([
      '2026-03-09T13:00:00.000Z 2026-03-09T14:00:00.000Z',
    ]);
  });

  it('is cut by hours off and extended by extra ones', () => {
    const day = date('2026-03-09');
    const staff = {
      shiftPeriods: [{ shifts: [shift(1, '09:00', '17:00')] }],
      exceptions: [
        { date: day, kind: 'off' as const, start: '12:00' as LocalTime, end: '13:00' },
        { date: day, kind: 'extra' as const, start: '17:00' as LocalTime, end: '18:00' },
      ],
    };
    expect(worked(staff, '2026-03-09')).toEqual([
      '2026-03-09T13:00:00.000Z 2026-03-09T16:00:00.000Z',
      '2026-03-09T17:00:00.000Z 2026-03-09T22:00:00.000Z',
    ]);
  });
});

describe('free times', () => {
  const search = {
    work: [{ from: at('2026-03-09T09:00-04:00'), until: at('2026-03-09T12:00-04:00') }],
    booked: [{ from: at('2026-03-09T10:00-04:00'), until: at('2026-03-09T10:40-04:00') }],
    durationMinutes: 30,
    bufferMinutes: 10,
    slotMinutes: 15,
    notBefore: at('2026-03-09T00:00-04:00'),
    zone: 'America/New_York',
  };
  const clock = (slots: readonly Instant[]) => slots.map((it) => it.slice(11, 16));

  it('have room for the visit and its clean-up, which may reach beyond the shift', () => {
    expect(clock(freeSlots(search))).toEqual([
      ...['13:00', '13:15'],
      ...['14:45', '15:00', '15:15', '15:30'],
    ]);
  });

  it('begin at the next mark of the clock from now on', () => {
    const notBefore = at('2026-03-09T11:00:30-04:00');
    expect(clock(freeSlots({ ...search, notBefore }))).toEqual(['15:15', '15:30']);
  });
});
