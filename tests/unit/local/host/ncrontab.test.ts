import { describe, expect, it } from 'vitest';
import { parseNcrontab } from '../../../../local/host/timers/ncrontab.ts';

/** The next occurrences after an instant. */
function occurrences(expression: string, after: string, count: number): string[] {
  const schedule = parseNcrontab(expression);
  const found: string[] = [];
  let at = new Date(after);
  for (let index = 0; index < count; index += 1) {
    at = schedule.next(at);
    found.push(at.toISOString().replace('.000Z', ''));
  }
  return found;
}

describe('parseNcrontab', () => {
  it.each([
    ['each minute', '0 * * * * *', ['2026-01-01T00:01:00', '2026-01-01T00:02:00']],
    ['seconds come first', '30 5 * * * *', ['2026-01-01T00:05:30', '2026-01-01T01:05:30']],
    [
      'five fields start at the minute',
      '5 * * * *',
      ['2026-01-01T00:05:00', '2026-01-01T01:05:00'],
    ],
    ['steps from a value on', '0 50/5 0 * * *', ['2026-01-01T00:50:00', '2026-01-01T00:55:00']],
    ['steps of a range', '0 0 8-12/2 * * *', ['2026-01-01T08:00:00', '2026-01-01T10:00:00']],
    ['lists', '0 0 6,18 * * *', ['2026-01-01T06:00:00', '2026-01-01T18:00:00']],
    ['Sunday is 0', '0 0 0 * * 0', ['2026-01-04T00:00:00', '2026-01-11T00:00:00']],
    ['names of days', '0 0 0 * * Mon-Tuesday', ['2026-01-05T00:00:00', '2026-01-06T00:00:00']],
    ['names of months', '0 0 0 1 feb *', ['2026-02-01T00:00:00', '2027-02-01T00:00:00']],
    [
      'day and day of week must both fit',
      '0 0 0 13 * 5',
      ['2026-02-13T00:00:00', '2026-03-13T00:00:00'],
    ],
    ['a leap day', '0 0 0 29 2 *', ['2028-02-29T00:00:00', '2032-02-29T00:00:00']],
  ])('reads %s: %s', (_, expression, expected) => {
    expect(occurrences(expression, '2026-01-01T00:00:00Z', 2)).toEqual(expected);
  });

  it('finds what comes after an instant, never the instant itself', () => {
    expect(occurrences('0 * * * * *', '2026-01-01T00:01:00Z', 1)).toEqual(['2026-01-01T00:02:00']);
    expect(occurrences('0 * * * * *', '2026-01-01T00:00:59.999Z', 1)).toEqual([
      '2026-01-01T00:01:00',
    ]);
  });

  it('runs through a change of the clocks, for it counts in UTC', () => {
    expect(occurrences('0 30 * * * *', '2026-03-29T00:00:00Z', 3)).toEqual([
      '2026-03-29T00:30:00',
      '2026-03-29T01:30:00',
      '2026-03-29T02:30:00',
    ]);
  });

  it('knows a schedule that comes more than once a minute', () => {
    expect(parseNcrontab('*/30 * * * * *').subMinute).toBe(true);
    expect(parseNcrontab('0,30 * * * * *').subMinute).toBe(true);
    expect(parseNcrontab('0 * * * * *').subMinute).toBe(false);
  });

  it.each([
    '* * * *',
    '* * * * * * *',
    '60 * * * * *',
    '0 0 24 * * *',
    '0 0 0 0 * *',
    '0 0 0 * 13 *',
    '0 0 0 * * 7',
    '0 0 0 L * *',
    '0 0 0 ? * *',
    '0 0 0 * * 1#2',
    '0 5-1 * * * *',
    '0 */0 * * * *',
    '0 , * * * *',
    '00:05:00',
    '@daily',
    '',
  ])('refuses "%s"', (expression) => {
    expect(() => parseNcrontab(expression)).toThrow('The schedule');
  });

  it('refuses a schedule that never comes when it is asked for', () => {
    expect(() => parseNcrontab('0 0 0 31 2 *').next(new Date('2026-01-01T00:00:00Z'))).toThrow(
      'never occurs',
    );
  });
});
