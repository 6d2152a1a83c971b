import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMs, instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { nextOccurrence } from '../../../shared/kernel/local-rule.ts';
import { localTimeAt, type LocalTime } from '../../../shared/kernel/time-zone.ts';
import {
  dateAt,
  withZoneFrom,
  zoneAt,
  zoneOn,
  type Zoned,
} from '../../../shared/tenants/zone-periods.ts';

const NEW_YORK = 'America/New_York';
const LOS_ANGELES = 'America/Los_Angeles';
const at = (text: string): Instant => instantOf(Date.parse(text));
const day = (text: string): LocalDate => text as LocalDate;

function moving(from: string, to: string, on: string): Zoned {
  return { timeZone: from, zonePeriods: withZoneFrom({ timeZone: from }, to, day(on)) };
}

describe('a business that moves to another zone', () => {
  // 8 March 2026 is the day on which clocks in the United States go forward.
  const west = moving(NEW_YORK, LOS_ANGELES, '2026-03-08');
  const east = moving(LOS_ANGELES, NEW_YORK, '2026-03-08');

  it('keeps past days in the zone they had', () => {
    expect(zoneOn(west, day('2026-03-07'))).toBe(NEW_YORK);
    expect(zoneOn(west, day('2026-03-08'))).toBe(LOS_ANGELES);
    expect(dateAt(west, at('2026-03-07T04:59:00Z'))).toBe('2026-03-06');
  });

  it.each([
    // The new day begins at midnight in Los Angeles; in New York it is three o'clock by then.
    [
      'the last minute before a move westwards',
      west,
      '2026-03-08T07:59:00Z',
      NEW_YORK,
      '2026-03-07',
    ],
    ['midnight of the old zone alone', west, '2026-03-08T05:00:00Z', NEW_YORK, '2026-03-07'],
    [
      'the first instant of a move westwards',
      west,
      '2026-03-08T08:00:00Z',
      LOS_ANGELES,
      '2026-03-08',
    ],
    [
      'the last minute before a move eastwards',
      east,
      '2026-03-08T04:59:00Z',
      LOS_ANGELES,
      '2026-03-07',
    ],
    ['the first instant of a move eastwards', east, '2026-03-08T05:00:00Z', NEW_YORK, '2026-03-08'],
  ] as const)('has one zone and one date at %s', (_what, tenant, instant, zone, date) => {
    expect(zoneAt(tenant, at(instant))).toBe(zone);
    expect(dateAt(tenant, at(instant))).toBe(date);
  });

  it.each([
    ['westwards', west, '2026-03-08T13:00:00.000Z'],
    ['eastwards', east, '2026-03-08T10:00:00.000Z'],
  ] as const)(
    'has its 06:00 on the day of a move %s by the new zone’s summer time',
    (_way, it_, expected) => {
      const rule = { every: 'day', at: '06:00' as LocalTime } as const;
      const before = nextOccurrence(rule, at('2026-03-06T20:00:00Z'), (date) => zoneOn(it_, date));
      const next = nextOccurrence(rule, before, (date) => zoneOn(it_, date));
      expect(next).toBe(expected);
      expect(localTimeAt(next, zoneAt(it_, next))).toBe('06:00');
    },
  );

  it('drops moves planned for that day or later, and a move to where it is', () => {
    const planned = moving(NEW_YORK, LOS_ANGELES, '2026-06-01');
    expect(withZoneFrom(planned, 'America/Denver', day('2026-05-01'))).toEqual([
      { timeZone: NEW_YORK },
      { from: '2026-05-01', timeZone: 'America/Denver' },
    ]);
    expect(withZoneFrom(planned, NEW_YORK, day('2026-05-01'))).toEqual([{ timeZone: NEW_YORK }]);
    expect(withZoneFrom(planned, 'America/Denver', day('2026-07-01'))).toHaveLength(3);
  });

  it('has dates that never go back and leave none out, wherever it moves', () => {
    const zones = [
      NEW_YORK,
      LOS_ANGELES,
      'Europe/Berlin',
      'Pacific/Auckland',
      'Asia/Kolkata',
      'UTC',
    ];
    const zone = fc.constantFrom(...zones);
    fc.assert(
      fc.property(
        zone,
        zone,
        fc.integer({ min: 1, max: 28 }),
        fc.constantFrom('03', '10', '11'),
        (from, to, d, month) => {
          const date = `2026-${month}-${String(d).padStart(2, '0')}`;
          const tenant = moving(from, to, date);
          const start = addMs(at(`${date}T00:00:00Z`), -2 * 86_400_000);
          const dates = Array.from({ length: 4 * 48 }, (_, n) =>
            dateAt(tenant, addMs(start, n * 1_800_000)),
          );
          expect(dates).toEqual(dates.toSorted());
          const days = [...new Set(dates)].map((it) => Date.parse(it) / 86_400_000);
          days.slice(1).forEach((it, n) => expect(it - (days[n] ?? 0)).toBe(1));
        },
      ),
      { numRuns: 60 },
    );
  });
});
