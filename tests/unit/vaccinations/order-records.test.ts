import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/kernel/instant.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import type { Vaccination } from '../../../shared/vaccinations/model.ts';
import { orderRecords } from '../../../shared/vaccinations/order-records.ts';

const order = {
  rules: { thresholdDays: [30, 14, 7, 0], staleAfterDays: 14 },
  planVersion: 1,
  today: '2026-03-02' as LocalDate,
  now: instantOf(0),
};

function record(id: string, expiryDate: string, more: Partial<Vaccination> = {}): Vaccination {
  return {
    id,
    type: 'vaccination',
    tenantId: 'maple',
    schemaVersion: 1,
    petId: 'pet_1',
    ownerId: 'own_1',
    vaccine: 'rabies',
    expiryDate: expiryDate as LocalDate,
    revision: 1,
    createdAt: instantOf(0),
    updatedAt: instantOf(0),
    ...more,
  };
}
const find = (records: readonly Vaccination[], id: string) => records.find((it) => it.id === id);

describe('the records of a pet', () => {
  it('never give two records of a vaccine a next alert, whichever comes last', () => {
    const records = [
      record('a', '2026-03-10', { nextAlertOn: '2026-02-24' as LocalDate }),
      record('b', '2026-06-01'),
      record('c', '2026-04-01', { nextAlertOn: '2026-03-02' as LocalDate }),
    ];
    for (const edited of ['a', 'b', 'c']) {
      const { records: after, current } = orderRecords(records, new Set([edited]), order);
      expect(after.filter((it) => it.supersededBy === undefined).map((it) => it.id)).toEqual(['b']);
      expect(find(after, 'a')).not.toHaveProperty('nextAlertOn');
      expect(find(after, 'c')).not.toHaveProperty('nextAlertOn');
      expect(current).toEqual({ rabies: { vaccinationId: 'b', expiryDate: '2026-06-01' } });
    }
  });

  it('leave a record in force untouched when another vaccine is edited', () => {
    const rabies = record('a', '2026-03-10', { lastThreshold: 14 });
    const lyme = record('b', '2026-03-10', { vaccine: 'lyme' });
    const { records } = orderRecords([rabies, lyme], new Set(['b']), order);
    expect(find(records, 'a')).toBe(rabies);
    expect(find(records, 'b')?.nextAlertOn).toBe('2026-02-24');
  });

  it('leave older records alone whose successor still covers longer', () => {
    const old = record('a', '2024-01-01', { supersededBy: 'b' });
    const middle = record('b', '2025-01-01', { supersededBy: 'c' });
    const newest = record('c', '2026-06-01');
    const fresh = record('d', '2029-01-01');
    const { records } = orderRecords([old, middle, newest, fresh], new Set(['d']), order);
    expect(find(records, 'a')).toBe(old);
    expect(find(records, 'b')).toBe(middle);
    expect(find(records, 'c')?.supersededBy).toBe('d');
  });

  it('bring back an older record with what was dealt with still dealt with', () => {
    const old = record('a', '2026-03-10', { supersededBy: 'b', lastThreshold: 14 });
    const corrected = record('b', '2025-03-10');
    const { records } = orderRecords([old, corrected], new Set(['b']), order);
    expect(find(records, 'a')).not.toHaveProperty('supersededBy');
    expect(find(records, 'a')?.nextAlertOn).toBe('2026-03-03');
    expect(find(records, 'b')?.supersededBy).toBe('a');
  });

  it('plan no alert for a record past the stale limit', () => {
    const { records } = orderRecords([record('a', '2026-02-15')], new Set(['a']), order);
    expect(find(records, 'a')).not.toHaveProperty('nextAlertOn');
  });
});
