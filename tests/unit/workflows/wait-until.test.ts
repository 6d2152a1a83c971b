import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMs, instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import { daysBetween } from '../../../shared/kernel/local-date.ts';
import { localDateAt, localTimeAt } from '../../../shared/kernel/time-zone.ts';
import { stepInput } from '../../../shared/workflows/steps.ts';
import { waitUntil } from '../../../shared/workflows/wait-until.ts';
import { businessWith } from '../../fixtures/business.ts';

const business = businessWith();
const dateOf = (it: Instant) => localDateAt(it, business.timeZone);
const at = (text: string): Instant => instantOf(Date.parse(text));
const wait = (wanted: object) => {
  const step = stepInput.parse({ type: 'wait', ...wanted });
  if (step.type !== 'wait') throw new Error('no wait');
  return { ...step, id: 'step-1' };
};

describe('a wait', () => {
  it.each([
    [
      'hours are of real time, over the hour that clocks skip',
      { hours: 3 },
      '2026-03-08T00:30:00-05:00',
      '2026-03-08T04:30:00-04:00',
    ],
    [
      'and over the hour that comes twice',
      { hours: 3 },
      '2026-11-01T00:30:00-04:00',
      '2026-11-01T02:30:00-05:00',
    ],
    [
      'days keep the time of day when clocks go forward',
      { days: 1 },
      '2026-03-07T10:00:00-05:00',
      '2026-03-08T10:00:00-04:00',
    ],
    [
      'and when they go back',
      { days: 1 },
      '2026-10-31T10:00:00-04:00',
      '2026-11-01T10:00:00-05:00',
    ],
    [
      'a day counts as one though it begins before the clocks go back',
      { days: 1 },
      '2026-11-01T00:30:00-04:00',
      '2026-11-02T00:30:00-05:00',
    ],
    [
      'days and a time',
      { days: 2, until: '09:30' },
      '2026-03-06T23:59:00-05:00',
      '2026-03-08T09:30:00-04:00',
    ],
    [
      'a time alone is today’s when it is to come',
      { until: '09:30' },
      '2026-03-06T09:29:59-05:00',
      '2026-03-06T09:30:00-05:00',
    ],
    [
      'and tomorrow’s from that very moment on',
      { until: '09:30' },
      '2026-03-06T09:30:00-05:00',
      '2026-03-07T09:30:00-05:00',
    ],
    [
      'a time that clocks skip is the first instant after the gap',
      { days: 1, until: '02:30' },
      '2026-03-07T12:00:00-05:00',
      '2026-03-08T03:00:00-04:00',
    ],
    [
      'one that comes twice is the first of them',
      { days: 1, until: '01:30' },
      '2026-10-31T12:00:00-04:00',
      '2026-11-01T01:30:00-04:00',
    ],
    [
      'today at a time that has passed is over at once',
      { days: 0, until: '09:30' },
      '2026-03-06T10:00:00-05:00',
      '2026-03-06T10:00:00-05:00',
    ],
    [
      'midnight begins the next day',
      { until: '00:00' },
      '2026-03-06T00:00:01-05:00',
      '2026-03-07T00:00:00-05:00',
    ],
    [
      'a day before the leap day',
      { days: 1, until: '12:00' },
      '2028-02-28T12:00:00-05:00',
      '2028-02-29T12:00:00-05:00',
    ],
  ])('%s', (_what, wanted, now, expected) => {
    expect(waitUntil(wait(wanted), at(now), business)).toBe(at(expected));
  });

  it('of whole days ends at the same time of day, and never before it began, in any season', () => {
    const minute = fc.integer({ min: 0, max: 2 * 365 * 24 * 60 });
    fc.assert(
      fc.property(minute, fc.integer({ min: 0, max: 365 }), (minutes, days) => {
        const now = addMs(at('2026-01-01T00:00:00Z'), minutes * 60_000);
        const over = waitUntil(wait({ days, until: '12:15' }), now, business);
        const alone = waitUntil(wait({ until: '12:15' }), now, business);
        expect(over >= now && alone > now).toBe(true);
        expect(localTimeAt(alone, business.timeZone)).toBe('12:15');
        const same = waitUntil(wait({ days }), now, business);
        const [from = '', to = ''] = [now, same].map((it) => localTimeAt(it, business.timeZone));
        expect(daysBetween(dateOf(now), dateOf(same))).toBe(days);
        // Only the hour that clocks skip cannot be kept: it becomes the first instant after it.
        const skipped = from >= '02:00' && from < '03:00' && to === '03:00';
        expect(skipped || to === from).toBe(true);
      }),
    );
  });
});
