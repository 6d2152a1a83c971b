import { describe, expect, it } from 'vitest';
import type { AppointmentStatus } from '../../../shared/appointments/model.ts';
import { addMs, instantOf } from '../../../shared/kernel/instant.ts';
import { seenDay, whyHold, type SeenVisit } from '../../../shared/no-shows/brake.ts';

const NOW = instantOf(Date.parse('2026-03-02T18:00:00Z'));
const MINUTE = 60_000;

/** A visit that began so many minutes ago. */
function visit(
  status: AppointmentStatus,
  {
    ago = 60,
    by,
    arrived = status === 'arrived' || status === 'completed',
  }: { ago?: number; by?: string; arrived?: boolean } = {},
): SeenVisit {
  const startsAt = addMs(NOW, -ago * MINUTE);
  const entry = { at: NOW, what: 'no_show' as const, status: 'no_show' as const };
  return {
    status,
    startsAt,
    ...(arrived && { arrivedAt: startsAt }),
    history: status === 'no_show' ? [by === undefined ? entry : { ...entry, by }] : [],
  };
}
const hold = (...visits: SeenVisit[]) => whyHold(seenDay(visits, NOW, 15));

describe('a mark is held', () => {
  it('when nobody was checked in that day', () => {
    expect(hold(visit('booked'))).toBe('no-check-ins');
    expect(hold(visit('booked'), visit('completed', { arrived: false }))).toBe('no-check-ins');
  });

  it('when of at least 3 ended visits over half are unmarked', () => {
    expect(hold(visit('booked'), visit('confirmed'), visit('arrived'))).toBe('mostly-unmarked');
    expect(
      hold(visit('booked'), visit('booked'), visit('arrived'), visit('arrived')),
    ).toBeUndefined();
    expect(hold(visit('booked'), visit('arrived'))).toBeUndefined();
  });

  it('when only marks of its own speak for the next one', () => {
    const own = visit('no_show');
    expect(hold(visit('booked'), own, visit('arrived'))).toBe('mostly-unmarked');
    const staffs = visit('no_show', { by: 'mem_1' });
    expect(hold(visit('booked'), staffs, visit('arrived'))).toBeUndefined();
  });

  it('not because of visits that were cancelled, have an unknown end or still have time', () => {
    const counted = [visit('booked'), visit('arrived')];
    const uncounted = [visit('cancelled'), visit('unresolved'), visit('booked', { ago: 14 })];
    expect(hold(...counted, ...uncounted)).toBeUndefined();
    expect(seenDay([...counted, ...uncounted], NOW, 15)).toEqual({
      checkIns: 1,
      ended: 2,
      unmarked: 1,
    });
  });

  it('counts a visit from the very end of its grace on, and whoever came early as checked in', () => {
    expect(seenDay([visit('booked', { ago: 15 })], NOW, 15).ended).toBe(1);
    expect(seenDay([visit('arrived', { ago: -30 })], NOW, 15)).toEqual({
      checkIns: 1,
      ended: 0,
      unmarked: 0,
    });
  });
});
