import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMs, instantOf, millis } from '../../../shared/kernel/instant.ts';
import { bulkTimes } from '../../../shared/messaging/bulk-plan.ts';

const FROM = instantOf(Date.parse('2026-03-08T06:59:50Z'));

describe('texts to many', () => {
  it('leave one after the other, a long one taking its time', () => {
    const { at, until } = bulkTimes({ bulkSegmentsPerMinute: 60 }, [1, 3, 1], FROM);
    expect(at).toEqual([FROM, addMs(FROM, 1000), addMs(FROM, 4000)]);
    expect(until).toBe(addMs(FROM, 5000));
  });

  it('queue up behind those that are planned already', () => {
    const busy = addMs(FROM, 60_000);
    expect(bulkTimes({}, [1], FROM, busy).at).toEqual([busy]);
    expect(bulkTimes({}, [1], busy, FROM).at).toEqual([busy]);
  });

  it('never leave faster than the pace, whatever their lengths', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 6000 }), (segments, perMinute) => {
        const { at } = bulkTimes({ bulkSegmentsPerMinute: perMinute }, segments, FROM);
        let total = 0;
        for (const [n, instant] of at.entries()) {
          const minutes = (millis(instant) - millis(FROM)) / 60_000;
          expect(total).toBeLessThanOrEqual(minutes * perMinute + perMinute / 60_000 + 1e-6);
          total += segments[n] ?? 0;
        }
      }),
    );
  });
});
