import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  approachingAt,
  dueFor,
  planCheckpoints,
} from '../../../shared/appointments/checkpoints.ts';
import { addMs, instantOf, millis, type Instant } from '../../../shared/kernel/instant.ts';
import { localTimeAt, type LocalTime } from '../../../shared/kernel/time-zone.ts';
import { allowedHours } from '../../../shared/messaging/allowed-hours.ts';
import { businessWith } from '../../fixtures/business.ts';

const HOUR = 3_600_000;
const ZONE = 'America/New_York';
const HOURS = { start: '09:00' as LocalTime, end: '20:00' as LocalTime };
const IN_NEW_YORK = allowedHours('service', { zones: [ZONE] }, businessWith({ textHours: HOURS }));
const at = (text: string): Instant => instantOf(Date.parse(text));
const plan = (
  startsAt: string,
  plannedAt: string,
  { now = plannedAt, offsetsDone = [] as number[], tenant = businessWith(), owner = {} } = {},
) =>
  planCheckpoints(
    { startsAt: at(startsAt), plannedAt: at(plannedAt), offsetsDone },
    tenant,
    at(now),
    owner,
  );
const shown = ({ checkpoints }: ReturnType<typeof plan>) =>
  checkpoints.map(({ kind, hoursBefore, at }) => `${at} ${kind} ${String(hoursBefore ?? '')}`);

describe('a visit booked well ahead', () => {
  const planned = plan('2026-03-10T14:00:00-04:00', '2026-03-02T10:00:00-05:00');

  it('is approaching 24 and 2 hours before, and missed 15 minutes after its start', () => {
    expect(shown(planned)).toEqual([
      '2026-03-09T18:00:00.000Z approaching 24',
      '2026-03-10T16:00:00.000Z approaching 2',
      '2026-03-10T18:15:00.000Z grace ',
    ]);
    expect(planned.skippedCheckpoints).toEqual([]);
  });

  it('is due at the first of them', () => {
    expect(planned).toMatchObject({ dueKind: 'appointments', dueAt: '2026-03-09T18:00:00.000Z' });
    expect(dueFor([])).toMatchObject({ dueKind: undefined, dueAt: undefined });
  });
});

describe('an offset', () => {
  it.each([
    // [booked, offsets kept]: a start at 14:00 has its 24 h offset at 14:00 the day before.
    ['2026-03-09T12:00:00-04:00', [24, 2]],
    ['2026-03-09T12:00:00.001-04:00', [2]],
    ['2026-03-09T15:00:00-04:00', [2]],
    ['2026-03-10T10:00:00-04:00', [2]],
    ['2026-03-10T10:01:00-04:00', []],
    ['2026-03-10T13:59:00-04:00', []],
  ])('that would come within 2 hours of a booking at %s is skipped and says so', (booked, kept) => {
    const planned = plan('2026-03-10T14:00:00-04:00', booked);
    const offsets = planned.checkpoints.flatMap((it) => it.hoursBefore ?? []);
    expect(offsets).toEqual(kept);
    const skipped = [24, 2].filter((it) => !kept.includes(it));
    expect(planned.skippedCheckpoints).toEqual(
      skipped.map((hoursBefore) => ({
        kind: 'approaching',
        hoursBefore,
        reason: 'booked-too-late',
      })),
    );
  });

  it('that is done is neither planned nor skipped again', () => {
    const planned = plan('2026-03-10T14:00:00-04:00', '2026-03-02T10:00:00-05:00', {
      now: '2026-03-09T20:00:00-04:00',
      offsetsDone: [24],
    });
    expect(shown(planned)[0]).toContain('approaching 2');
    expect(planned.skippedCheckpoints).toEqual([]);
  });

  it('that new settings put into the past is skipped', () => {
    const tenant = businessWith({ scheduling: { reminderHours: [72] } });
    const planned = plan('2026-03-10T14:00:00-04:00', '2026-03-02T10:00:00-05:00', {
      now: '2026-03-09T10:00:00-04:00',
      tenant,
    });
    expect(planned.skippedCheckpoints).toEqual([
      { kind: 'approaching', hoursBefore: 72, reason: 'past-when-planned' },
    ]);
    expect(planned.checkpoints.map(({ kind }) => kind)).toEqual(['grace']);
  });

  it('keeps its place on the clock of the day it falls on across the change of clocks', () => {
    // Clocks go forward on 8 March: 24 hours before 10:00 it was 09:00.
    expect(shown(plan('2026-03-08T10:00:00-04:00', '2026-03-01T10:00:00-05:00'))[0]).toBe(
      '2026-03-07T14:00:00.000Z approaching 24',
    );
    // And back on 1 November: it was 11:00.
    expect(shown(plan('2026-11-01T10:00:00-05:00', '2026-10-20T10:00:00-04:00'))[0]).toBe(
      '2026-10-31T15:00:00.000Z approaching 24',
    );
  });

  it('gives way to a closer one that was moved to the same instant', () => {
    const tenant = businessWith({ scheduling: { reminderHours: [3, 2] } });
    const planned = plan('2026-03-10T09:00:00-04:00', '2026-03-02T10:00:00-05:00', { tenant });
    expect(shown(planned)[0]).toBe('2026-03-09T23:00:00.000Z approaching 2');
    expect(planned.skippedCheckpoints).toEqual([
      { kind: 'approaching', hoursBefore: 3, reason: 'same-time-as-another' },
    ]);
  });
});

describe('an instant in quiet hours', () => {
  it.each([
    // [start, hours before, where it goes]
    ['2026-03-10T14:00:00-04:00', 2, '2026-03-10T12:00:00-04:00'],
    ['2026-03-10T11:00:00-04:00', 2, '2026-03-10T09:00:00-04:00'],
    ['2026-03-10T10:00:00-04:00', 2, '2026-03-10T09:00:00-04:00'],
    ['2026-03-10T09:59:00-04:00', 2, '2026-03-09T19:00:00-04:00'],
    ['2026-03-10T08:00:00-04:00', 2, '2026-03-09T19:00:00-04:00'],
    ['2026-03-10T08:00:00-04:00', 24, '2026-03-09T09:00:00-04:00'],
    ['2026-03-10T20:30:00-04:00', 24, '2026-03-09T19:00:00-04:00'],
    ['2026-03-10T22:00:00-04:00', 2, '2026-03-10T19:00:00-04:00'],
  ])('for a start at %s and %i hours before becomes %s', (startsAt, hoursBefore, expected) => {
    const moved = approachingAt({ startsAt: at(startsAt), hoursBefore }, IN_NEW_YORK);
    expect(moved).toBe(at(expected));
  });

  it('always comes to an instant in the hours, before the start', () => {
    const minute = fc.integer({ min: 0, max: 60 * 24 * 400 });
    fc.assert(
      fc.property(minute, fc.integer({ min: 1, max: 336 }), (minutes, hoursBefore) => {
        const startsAt = addMs(at('2026-01-01T00:00:00Z'), minutes * 60_000);
        const moved = approachingAt({ startsAt, hoursBefore }, IN_NEW_YORK) ?? startsAt;
        const time = localTimeAt(moved, ZONE);
        expect(time >= HOURS.start && time < HOURS.end).toBe(true);
        expect(millis(moved)).toBeLessThan(millis(startsAt));
        // Never more than the night away from where it was.
        expect(Math.abs(millis(moved) - millis(startsAt) + hoursBefore * HOUR)).toBeLessThan(
          15 * HOUR,
        );
      }),
    );
  });
});

describe('an owner who is elsewhere', () => {
  const WEST = { timeZone: 'America/Los_Angeles' };
  const early = { tenant: businessWith({ scheduling: { reminderHours: [2] } }) };

  it.each([
    // At 10:00 in New York it is 7:00 in Los Angeles; their evening before is this one.
    ['an ordinary night', '2026-03-10T10:00:00-04:00', '2026-03-09T19:00:00-07:00'],
    ['the night clocks go forward', '2026-03-08T10:00:00-04:00', '2026-03-07T19:00:00-08:00'],
    ['the night clocks go back', '2026-11-01T10:00:00-05:00', '2026-10-31T19:00:00-07:00'],
    ['a leap day', '2028-02-29T10:00:00-05:00', '2028-02-28T19:00:00-08:00'],
  ])('is told the evening before rather than after the visit: %s', (_night, start, expected) => {
    const planned = plan(start, '2026-02-20T10:00:00-05:00', { ...early, owner: WEST });
    expect(planned.checkpoints[0]).toMatchObject({ kind: 'approaching', at: at(expected) });
    const here = plan(start, '2026-02-20T10:00:00-05:00', early);
    expect(here.checkpoints[0]?.at).not.toBe(at(expected));
  });

  it('in a state of two zones is told when it is day in both', () => {
    const owner = { region: 'FL' };
    const start = '2026-03-10T11:30:00-04:00';
    const planned = plan(start, '2026-03-02T10:00:00-05:00', { ...early, owner });
    // 9:30 in New York is 8:30 in the west of Florida: half an hour later both are open.
    expect(shown(planned)[0]).toBe('2026-03-10T14:00:00.000Z approaching 2');
  });

  it('is not told when the hours of both zones have no time in common', () => {
    const textHours = { start: '09:00' as LocalTime, end: '09:30' as LocalTime };
    const tenant = businessWith({ textHours, scheduling: { reminderHours: [24] } });
    const options = { tenant, owner: { region: 'FL' } };
    const planned = plan('2026-03-10T14:00:00-04:00', '2026-03-02T10:00:00-05:00', options);
    expect(planned.skippedCheckpoints).toEqual([
      { kind: 'approaching', hoursBefore: 24, reason: 'no-allowed-hours' },
    ]);
    expect(planned.checkpoints.map(({ kind }) => kind)).toEqual(['grace']);
  });

  it('never hears of a visit after its start, wherever they are and whenever it is', () => {
    const zones = [
      'Pacific/Honolulu',
      'America/Los_Angeles',
      'Europe/Berlin',
      'Pacific/Kiritimati',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 60 * 24 * 800 }),
        fc.integer({ min: 1, max: 336 }),
        (timeZone, minutes, hoursBefore) => {
          const startsAt = addMs(at('2026-01-01T00:00:00Z'), minutes * 60_000);
          const place = { zones: [timeZone] };
          const hours = allowedHours('service', place, businessWith({ textHours: HOURS }));
          const moved = approachingAt({ startsAt, hoursBefore }, hours);
          const time = localTimeAt(moved ?? startsAt, timeZone);
          expect(moved !== undefined && moved < startsAt).toBe(true);
          expect(time >= HOURS.start && time < HOURS.end).toBe(true);
        },
      ),
    );
  });
});
