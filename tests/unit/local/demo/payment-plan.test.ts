import { expect, it } from 'vitest';
import { demoPayments } from '../../../../local/demo/payment-plan.ts';
import { demoVisits } from '../../../../local/demo/visit-plan.ts';
import { instantOf } from '../../../../shared/kernel/instant.ts';
import type { LocalDate } from '../../../../shared/kernel/local-date.ts';

const ANCHOR = '2026-03-02' as LocalDate;
const NOW = instantOf(Date.parse('2026-03-02T15:00:00.000Z'));
const visits = demoVisits(ANCHOR);
const payments = demoPayments(visits, NOW);

it('are the same payments for the same book, one per visit that was done, after it and before now', () => {
  expect(demoPayments(visits, NOW)).toEqual(payments);
  const done = new Map(visits.map((it) => [it.key, it]));
  expect(new Set(payments.map(({ visit }) => visit)).size).toBe(payments.length);
  for (const { visit, paidAt } of payments) {
    const { course, completedAt } = done.get(visit) ?? { course: '', completedAt: '' };
    expect(course).toMatch(/^done/);
    expect(paidAt > completedAt && paidAt < NOW).toBe(true);
  }
});

it('are made by every usual method, mostly in full and at once, with tips, and one is given back', () => {
  const share = (which: (it: (typeof payments)[number]) => boolean): number =>
    payments.filter(which).length / payments.length;
  expect(new Set(payments.map(({ method }) => method))).toEqual(
    new Set(['card', 'cash', 'check', 'transfer']),
  );
  expect(share((it) => it.method === 'card')).toBeGreaterThan(0.5);
  expect(share((it) => it.share === 'all')).toBeGreaterThan(0.9);
  expect(share((it) => it.share === 'half')).toBeGreaterThan(0);
  expect(share((it) => it.tipPercent > 0)).toBeGreaterThan(0.4);
  expect(payments.filter((it) => it.refund)).toMatchObject([{ method: 'card', share: 'all' }]);
  const done = visits.filter(({ course }) => course.startsWith('done')).length;
  expect(payments.length / done).toBeGreaterThan(0.85);
  expect(payments.length).toBeLessThan(done);
});
