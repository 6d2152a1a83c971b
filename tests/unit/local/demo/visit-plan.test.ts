import { expect, it } from 'vitest';
import { formerVisits } from '../../../../local/demo/former-visits.ts';
import { DEMO_STAFF, demoVisits } from '../../../../local/demo/visit-plan.ts';
import type { LocalDate } from '../../../../shared/kernel/local-date.ts';

const ANCHOR = '2026-03-02' as LocalDate;
const NOW = '2026-03-02T15:00:00.000Z';

it('is the same book for the same morning, each slot named once', () => {
  const visits = demoVisits(ANCHOR);
  expect(demoVisits(ANCHOR)).toEqual(visits);
  expect(new Set(visits.map(({ key }) => key)).size).toBe(visits.length);
});

it('has gone by until the morning, is under way then, and goes on for two weeks', () => {
  const visits = demoVisits(ANCHOR);
  const today = visits.filter(({ startsAt }) => startsAt.startsWith('2026-03-02'));
  const past = visits.filter(({ startsAt }) => startsAt < NOW);
  const open = new Set(['to-come', 'confirmed']);
  expect(past.filter(({ course }) => open.has(course))).toEqual([]);
  expect(past.length).toBeGreaterThan(100);
  expect(visits.filter((it) => it.startsAt >= NOW).every(({ course }) => open.has(course))).toBe(
    true,
  );
  expect(today.filter(({ course }) => course === 'here').length).toBeGreaterThan(0);
  expect(today.filter(({ course }) => open.has(course)).length).toBeGreaterThan(5);
  expect(visits.at(-1)?.startsAt.slice(0, 10)).toBe('2026-03-16');
  for (const { key } of DEMO_STAFF) {
    expect(visits.some(({ staff }) => staff === key)).toBe(true);
  }
});

it('books before the visit and before the morning', () => {
  for (const { bookedAt, startsAt } of demoVisits(ANCHOR)) {
    expect(bookedAt < startsAt && bookedAt < NOW).toBe(true);
  }
});

it('has customers who came twice, on working days, and have stayed away for 11 weeks to a year', () => {
  const visits = formerVisits(ANCHOR, 24);
  expect(formerVisits(ANCHOR, 24)).toEqual(visits);
  expect(visits.map(({ startsAt }) => startsAt)).toEqual(
    visits.map(({ startsAt }) => startsAt).toSorted(),
  );
  const slots = new Set(visits.map(({ staff, startsAt }) => `${staff} ${startsAt}`));
  expect(slots.size).toBe(visits.length);
  const own = Map.groupBy(visits, ({ household }) => household);
  expect([...own.keys()].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 24 }, (_none, n) => n),
  );
  const daysAgo = [...own.values()].map((two) => {
    expect(two).toHaveLength(2);
    return (Date.parse(NOW) - Date.parse(two[1]?.startsAt ?? '')) / 86_400_000;
  });
  expect(Math.min(...daysAgo)).toBeGreaterThan(76);
  expect(Math.max(...daysAgo)).toBeLessThan(365);
  // Some are at risk, some have lapsed.
  expect(daysAgo.filter((days) => days < 180).length).toBe(12);
  expect(visits.every(({ startsAt }) => ![0, 6].includes(new Date(startsAt).getUTCDay()))).toBe(
    true,
  );
});
