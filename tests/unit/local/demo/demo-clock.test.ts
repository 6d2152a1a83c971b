import { expect, it } from 'vitest';
import { demoStart } from '../../../../local/demo/demo-clock.ts';
import { instantOf, millis } from '../../../../shared/kernel/instant.ts';
import { localTimeAt } from '../../../../shared/kernel/time-zone.ts';

const NEW_YORK = 'America/New_York';
const at = (text: string) => instantOf(new Date(text));

it.each([
  ['a Wednesday afternoon', '2026-11-18T20:00:00Z', '2026-11-18', '2026-11-18T15:00:00.000Z'],
  [
    'a working day at 10:00 sharp',
    '2026-11-18T15:00:00Z',
    '2026-11-18',
    '2026-11-18T15:00:00.000Z',
  ],
  ['a minute before', '2026-11-18T14:59:59.999Z', '2026-11-17', '2026-11-17T15:00:00.000Z'],
  ['Saturday', '2026-11-21T20:00:00Z', '2026-11-20', '2026-11-20T15:00:00.000Z'],
  ['Sunday', '2026-11-22T20:00:00Z', '2026-11-20', '2026-11-20T15:00:00.000Z'],
  ['Monday before opening', '2026-11-23T13:00:00Z', '2026-11-20', '2026-11-20T15:00:00.000Z'],
  [
    'a Saturday in Greenwich that is still Friday here',
    '2026-11-21T02:00:00Z',
    '2026-11-20',
    '2026-11-20T15:00:00.000Z',
  ],
  [
    'the Sunday clocks go forward',
    '2027-03-14T16:00:00Z',
    '2027-03-12',
    '2027-03-12T15:00:00.000Z',
  ],
  ['the Monday after', '2027-03-15T16:00:00Z', '2027-03-15', '2027-03-15T14:00:00.000Z'],
  [
    'the Monday after clocks go back',
    '2026-11-02T16:00:00Z',
    '2026-11-02',
    '2026-11-02T15:00:00.000Z',
  ],
  ['a leap day', '2028-02-29T18:00:00Z', '2028-02-29', '2028-02-29T15:00:00.000Z'],
  ['the first hours of a year', '2027-01-01T06:00:00Z', '2026-12-31', '2026-12-31T15:00:00.000Z'],
])('starts a demo at the latest 10:00 of a working day: %s', (_, now, anchor, startsAt) => {
  expect(demoStart(at(now), NEW_YORK)).toEqual({
    anchor,
    startsAt,
    offsetMs: Date.parse(startsAt) - Date.parse(now),
  });
});

it('never runs ahead of the real clock nor more than three days and a bit behind it', () => {
  const HOUR_MS = 3_600_000;
  for (const zone of [NEW_YORK, 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu']) {
    for (let hour = 0; hour < 24 * 14; hour++) {
      const now = instantOf(Date.parse('2027-03-08T00:30:00Z') + hour * HOUR_MS);
      const { startsAt, offsetMs } = demoStart(now, zone);
      expect(offsetMs).toBeLessThanOrEqual(0);
      expect(offsetMs).toBeGreaterThan(-73 * HOUR_MS);
      expect(millis(now) + offsetMs).toBe(millis(startsAt));
      expect(localTimeAt(startsAt, zone)).toBe('10:00');
    }
  }
});
