import { describe, expect, it } from 'vitest';
import { parseNcrontab } from '../../../../local/host/timers/ncrontab.ts';
import { startOfTimer, statusAfterRun } from '../../../../local/host/timers/timer-status.ts';

const hourly = parseNcrontab('0 0 * * * *');
const at = (time: string) => `2026-01-01T${time}.000Z`;
const date = (time: string) => new Date(at(time));

describe('startOfTimer', () => {
  it('is not past due at the very first start', () => {
    expect(startOfTimer(undefined, hourly, date('10:20:00'))).toEqual({
      isPastDue: false,
      status: { last: undefined, next: at('11:00:00'), lastUpdated: at('10:20:00') },
    });
  });

  it('is past due once an occurrence has been missed, and not at its exact moment', () => {
    const status = { last: at('10:00:00'), next: at('11:00:00'), lastUpdated: at('10:00:00') };
    expect(startOfTimer(status, hourly, date('10:59:59')).isPastDue).toBe(false);
    expect(startOfTimer(status, hourly, date('11:00:00')).isPastDue).toBe(false);
    expect(startOfTimer(status, hourly, date('11:00:01'))).toEqual({ isPastDue: true, status });
  });

  it('is past due when the occurrence after the first start was missed', () => {
    const status = { last: undefined, next: at('11:00:00'), lastUpdated: at('10:20:00') };
    expect(startOfTimer(status, hourly, date('13:10:00')).isPastDue).toBe(true);
  });

  it('forgets the past when the schedule has changed', () => {
    const status = { last: at('10:00:00'), next: at('10:30:00'), lastUpdated: at('10:00:00') };
    expect(startOfTimer(status, hourly, date('12:10:00'))).toEqual({
      isPastDue: false,
      status: { last: undefined, next: at('13:00:00'), lastUpdated: at('12:10:00') },
    });
    expect(startOfTimer(status, hourly, date('10:40:00')).status.next).toBe(at('11:00:00'));
  });
});

describe('statusAfterRun', () => {
  it('counts from the start of the run, so that a long run is followed at once', () => {
    const status = { last: undefined, next: at('11:00:00'), lastUpdated: at('10:20:00') };
    expect(statusAfterRun(status, hourly, date('11:00:02'))).toEqual({
      last: at('11:00:02'),
      next: at('12:00:00'),
      lastUpdated: at('11:00:02'),
    });
  });

  it('does not let one occurrence come twice when its run began a moment early', () => {
    const status = { last: undefined, next: at('11:00:00'), lastUpdated: at('10:20:00') };
    const early = new Date('2026-01-01T10:59:59.990Z');
    expect(statusAfterRun(status, hourly, early).next).toBe(at('12:00:00'));
  });
});
