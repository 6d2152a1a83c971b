import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { newestOf } from '../../../shared/vaccinations/status.ts';

const date = (text: string) => text as LocalDate;

describe('newestOf', () => {
  test('is nothing of nothing', () => {
    expect(newestOf<{ id: string; expiryDate: LocalDate }>([])).toBeUndefined();
  });

  test('covers longest and is the same whatever the order of the records', () => {
    const record = fc.record({
      id: fc.integer({ min: 0, max: 99 }).map((n) => `vac_${String(n)}`),
      expiryDate: fc.constantFrom('2025-12-31', '2026-01-01', '2026-02-28', '2024-02-29').map(date),
    });
    const records = fc.uniqueArray(record, { selector: (it) => it.id, minLength: 1 });
    const shuffled = records.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        const newest = newestOf(list);
        expect(newestOf(other)).toEqual(newest);
        for (const { id, expiryDate } of list) {
          const [best, bestId] = [newest?.expiryDate ?? '', newest?.id ?? ''];
          expect(best > expiryDate || (best === expiryDate && bestId <= id)).toBe(true);
        }
      }),
    );
  });

  test('leaves the list it is given as it was', () => {
    const list = [
      { id: 'vac_1', expiryDate: date('2025-01-01') },
      { id: 'vac_2', expiryDate: date('2026-01-01') },
    ];
    newestOf(list);
    expect(list.map((it) => it.id)).toEqual(['vac_1', 'vac_2']);
  });
});
