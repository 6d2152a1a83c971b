import { describe, expect, it } from 'vitest';
import { checkCondition } from '../../../shared/kernel/check-condition.ts';
import { compileCondition } from '../../../shared/kernel/compile-condition.ts';
import type { Facts } from '../../../shared/kernel/condition.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { READY_MADE } from '../../../shared/segments/ready-made.ts';
import { SEGMENT_FIELDS } from '../../../shared/segments/segment-input.ts';

const today = '2026-03-02' as LocalDate;

const somebody: Facts = {
  'owner.status': 'active',
  'owner.customer_since': '2025-01-01',
  'owner.sms_opted_in': false,
  'history.visit_count': 0,
  'history.no_show_count': 0,
  'reputation.score': 100,
  'ledger.balance': 0,
  'ledger.spend': 0,
  'pets.count': 1,
};

const inThe = (key: string, facts: Facts): boolean => {
  const found = READY_MADE.find((it) => it.key === key);
  if (found === undefined) throw new Error(`No segment ${key}`);
  return compileCondition(found.conditions, SEGMENT_FIELDS).holds({ ...somebody, ...facts }, today);
};
const came = (visits: number, last: string): Facts => ({
  'history.visit_count': visits,
  'history.last_visit_on': last,
});
const booked = { 'history.next_visit_on': '2026-03-09' };

describe('ready-made segments', () => {
  it('are at least ten, with keys and names of their own, and conditions that can be asked', () => {
    expect(READY_MADE.length).toBeGreaterThanOrEqual(10);
    expect(new Set(READY_MADE.map((it) => it.key)).size).toBe(READY_MADE.length);
    expect(new Set(READY_MADE.map((it) => it.name)).size).toBe(READY_MADE.length);
    for (const { key, conditions } of READY_MADE) {
      expect(checkCondition(conditions, SEGMENT_FIELDS, 'conditions'), key).toEqual([]);
    }
  });

  it.each([
    // 60 days before 2 March 2026 is 1 January; bounds are inclusive.
    ['new', came(1, '2026-01-01'), came(1, '2025-12-31')],
    ['new', came(1, '2026-03-02'), came(2, '2026-03-02')],
    ['never-came', {}, { 'owner.customer_since': '2026-02-10' }],
    ['never-came', {}, booked],
    // 70 days before is 22 December.
    ['regular', came(4, '2025-12-22'), came(4, '2025-12-21')],
    ['regular', came(5, '2026-01-22'), came(3, '2026-01-22')],
    ['at-risk', came(2, '2025-12-21'), came(2, '2025-12-22')],
    // 182 days before is 1 September: at risk up to it, lapsed beyond it.
    ['at-risk', came(2, '2025-09-01'), came(2, '2025-08-31')],
    ['at-risk', came(2, '2025-10-01'), { ...came(2, '2025-10-01'), ...booked }],
    ['lapsed', came(1, '2025-08-31'), came(1, '2025-09-01')],
    ['lapsed', came(9, '2020-02-29'), { ...came(9, '2020-02-29'), ...booked }],
    ['no-visit-booked', came(1, '2025-09-01'), { ...came(1, '2025-09-01'), ...booked }],
    ['high-value', { 'ledger.spend': 50_000 }, { 'ledger.spend': 49_999 }],
    ['owes-money', { 'ledger.balance': 1 }, { 'ledger.balance': -500 }],
    ['low-score', { 'reputation.score': 49 }, { 'reputation.score': 50 }],
    ['missed-visits', { 'history.no_show_count': 2 }, { 'history.no_show_count': 1 }],
    ['vaccine-due', { 'vaccinations.missing': ['Rabies'] }, { 'vaccinations.missing': [] }],
    [
      'vaccine-due',
      { 'vaccinations.expiry_dates': ['2026-04-01'] },
      { 'vaccinations.expiry_dates': ['2026-04-02'] },
    ],
    [
      'birthday-this-month',
      { 'pets.birth_dates': ['2020-03-31'] },
      { 'pets.birth_dates': ['2020-02-29'] },
    ],
    ['several-pets', { 'pets.count': 2 }, {}],
    ['may-be-texted', { 'owner.sms_opted_in': true }, {}],
  ] satisfies [string, Facts, Facts][])('%s holds at its bound and not past it', (key, yes, no) => {
    expect(inThe(key, yes)).toBe(true);
    expect(inThe(key, no)).toBe(false);
    expect(inThe(key, { ...yes, 'owner.status': 'inactive' })).toBe(false);
  });
});
