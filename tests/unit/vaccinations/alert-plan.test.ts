import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, daysBetween, type LocalDate } from '../../../shared/kernel/local-date.ts';
import {
  decideAlert,
  planNextAlert,
  type AlertDecision,
  type AlertRules,
} from '../../../shared/vaccinations/alert-plan.ts';

const date = (text: string) => text as LocalDate;
const RULES: AlertRules = { thresholdDays: [30, 14, 7, 0], staleAfterDays: 14 };
const EXPIRY = date('2026-03-31');

describe('decideAlert', () => {
  test.each<
    [
      string,
      string,
      number | undefined,
      AlertDecision['kind'],
      number | undefined,
      string | undefined,
    ]
  >([
    [
      'the day before the largest threshold',
      '2026-02-28',
      undefined,
      'wait',
      undefined,
      '2026-03-01',
    ],
    ['the largest threshold, to the day', '2026-03-01', undefined, 'alert', 30, '2026-03-17'],
    ['the same day once it is dealt with', '2026-03-01', 30, 'wait', undefined, '2026-03-17'],
    ['the next threshold, to the day', '2026-03-17', 30, 'alert', 14, '2026-03-24'],
    ['a missed day', '2026-03-18', 30, 'alert', 14, '2026-03-24'],
    [
      'several missed thresholds: one text, the most urgent',
      '2026-03-30',
      30,
      'alert',
      7,
      '2026-03-31',
    ],
    ['a late entry: one text, the most urgent', '2026-03-25', undefined, 'alert', 7, '2026-03-31'],
    ['the last day of cover', '2026-03-31', 7, 'alert', 0, undefined],
    ['a day after the last text', '2026-04-01', 0, 'wait', undefined, undefined],
    ['the last day before it is stale', '2026-04-14', 30, 'alert', 0, undefined],
    ['the first day on which it is stale', '2026-04-15', 30, 'stale', undefined, undefined],
    ['three years past expiry', '2029-03-31', undefined, 'stale', undefined, undefined],
    ['long before', '2020-01-01', undefined, 'wait', undefined, '2026-03-01'],
    ['a stale record that was looked at', '2026-04-14', -1, 'wait', undefined, undefined],
  ])('%s', (_what, today, lastThreshold, kind, threshold, nextAlertOn) => {
    const decision = decideAlert({ expiryDate: EXPIRY, lastThreshold }, RULES, date(today));
    expect(decision).toEqual({
      kind,
      ...(threshold !== undefined && { threshold }),
      ...(kind !== 'stale' && { nextAlertOn }),
    });
  });

  test.each([
    ['a leap day', '2024-02-29', '2024-01-30'],
    ['the day after February 28', '2025-03-01', '2025-01-30'],
    ['the first day of a year', '2027-01-01', '2026-12-02'],
  ])('counts days, not months: expiry on %s', (_what, expiry, first) => {
    const record = { expiryDate: date(expiry) };
    expect(decideAlert(record, RULES, addDays(date(first), -1)).kind).toBe('wait');
    expect(decideAlert(record, RULES, date(first))).toMatchObject({ kind: 'alert', threshold: 30 });
  });

  test('does nothing, ever, for a business that wants no alerts', () => {
    const none: AlertRules = { thresholdDays: [], staleAfterDays: 14 };
    expect(decideAlert({ expiryDate: EXPIRY }, none, EXPIRY)).toEqual({
      kind: 'wait',
      nextAlertOn: undefined,
    });
  });

  test('with no days of grace the expiry date is the last day for a text', () => {
    const strict: AlertRules = { thresholdDays: [7, 0], staleAfterDays: 0 };
    const kindOn = (day: LocalDate) => decideAlert({ expiryDate: EXPIRY }, strict, day).kind;
    expect([kindOn(EXPIRY), kindOn(addDays(EXPIRY, 1))]).toEqual(['alert', 'stale']);
  });
});

interface Followed {
  readonly expiryDate: LocalDate;
  readonly lastThreshold: number | undefined;
  readonly nextAlertOn: LocalDate | undefined;
}

/** What a scan writes back: the part of it these rules decide. */
function scanned(record: Followed, rules: AlertRules, today: LocalDate) {
  const decision = decideAlert(record, rules, today);
  const next: Followed =
    decision.kind === 'stale'
      ? { ...record, lastThreshold: -1, nextAlertOn: undefined }
      : {
          ...record,
          lastThreshold: decision.kind === 'alert' ? decision.threshold : record.lastThreshold,
          nextAlertOn: decision.nextAlertOn,
        };
  return { decision, next };
}

const isDue = (record: Followed, today: LocalDate) =>
  record.nextAlertOn !== undefined && record.nextAlertOn <= today;

const someRules = fc.record({
  thresholdDays: fc.array(fc.nat({ max: 60 }), { maxLength: 6 }),
  staleAfterDays: fc.nat({ max: 30 }),
});
/** The day a record is entered, in days relative to its expiry. */
const entered = fc.integer({ min: -90, max: 40 });

describe('whichever days a scan runs on', () => {
  test('texts fall inside the window, grow more urgent, and no threshold comes twice', () => {
    fc.assert(
      fc.property(
        someRules,
        entered,
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 60, size: 'max' }),
        (rules, start, gaps) => {
          let today = addDays(EXPIRY, start);
          const fresh = { expiryDate: EXPIRY, lastThreshold: undefined };
          let record: Followed = { ...fresh, nextAlertOn: planNextAlert(fresh, rules, today) };
          const texted: number[] = [];
          for (const gap of gaps) {
            today = addDays(today, gap);
            if (!isDue(record, today)) {
              // Outside of the due set nothing is lost: there would be no text today.
              expect(decideAlert(record, rules, today).kind).not.toBe('alert');
              continue;
            }
            const { decision, next } = scanned(record, rules, today);
            record = next;
            // A record that stayed due would be scanned over and over.
            expect(isDue(record, today)).toBe(false);
            if (decision.kind !== 'alert') continue;
            const daysLeft = daysBetween(today, EXPIRY);
            expect(daysLeft).toBeLessThanOrEqual(Math.max(...rules.thresholdDays));
            expect(daysLeft).toBeGreaterThanOrEqual(-rules.staleAfterDays);
            const crossed = rules.thresholdDays.filter((t) => daysLeft <= t);
            expect(decision.threshold).toBe(Math.min(...crossed));
            texted.push(decision.threshold);
          }
          for (const [i, threshold] of texted.entries()) {
            if (i > 0) expect(threshold).toBeLessThan(texted[i - 1] ?? -1);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a scan on every day texts each threshold on its own day, a late entry at once', () => {
    fc.assert(
      fc.property(someRules, entered, (rules, start) => {
        const fresh = { expiryDate: EXPIRY, lastThreshold: undefined };
        const first = addDays(EXPIRY, start);
        let record: Followed = { ...fresh, nextAlertOn: planNextAlert(fresh, rules, first) };
        const texted: [number, number][] = [];
        for (let day = start; day <= 45; day++) {
          const today = addDays(EXPIRY, day);
          if (!isDue(record, today)) continue;
          const { decision, next } = scanned(record, rules, today);
          record = next;
          if (decision.kind === 'alert') texted.push([day, decision.threshold]);
        }
        const thresholds = [...new Set(rules.thresholdDays)].sort((a, b) => b - a);
        const crossed = thresholds.filter((t) => -start <= t);
        const atEntry = start <= rules.staleAfterDays ? crossed.slice(-1) : [];
        const late = atEntry.map((t): [number, number] => [start, t]);
        const toCome = thresholds.slice(crossed.length).map((t): [number, number] => [0 - t, t]);
        expect(texted).toEqual([...late, ...toCome]);
      }),
      { numRuns: 500 },
    );
  });

  test('thresholds that change between scans cause no repeat and no endless scan', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(someRules, fc.nat({ max: 20 })), {
          minLength: 2,
          maxLength: 15,
          size: 'max',
        }),
        (scans) => {
          let today = addDays(EXPIRY, -90);
          let record: Followed = {
            expiryDate: EXPIRY,
            lastThreshold: undefined,
            nextAlertOn: today,
          };
          const texted: number[] = [];
          for (const [rules, gap] of scans) {
            today = addDays(today, gap);
            if (!isDue(record, today)) continue;
            const { decision, next } = scanned(record, rules, today);
            record = next;
            expect(isDue(record, today)).toBe(false);
            if (decision.kind === 'alert') texted.push(decision.threshold);
          }
          expect([...new Set(texted)].sort((a, b) => b - a)).toEqual(texted);
        },
      ),
    );
  });
});

describe('planNextAlert', () => {
  const somewhere = fc.record({
    expiryDate: fc.integer({ min: -60, max: 60 }).map((days) => addDays(EXPIRY, days)),
    lastThreshold: fc.option(fc.integer({ min: -1, max: 60 }), { nil: undefined }),
  });

  test('is today or before exactly when a text is due today', () => {
    fc.assert(
      fc.property(somewhere, someRules, (record, rules) => {
        const next = planNextAlert(record, rules, EXPIRY);
        const due = next !== undefined && next <= EXPIRY;
        expect(due).toBe(decideAlert(record, rules, EXPIRY).kind === 'alert');
      }),
      { numRuns: 500 },
    );
  });

  test('set today, it brings the record up on the first later day on which a text is due', () => {
    fc.assert(
      fc.property(somewhere, someRules, (record, rules) => {
        const next = planNextAlert(record, rules, EXPIRY);
        let first: LocalDate | undefined;
        for (let day = 0; day <= 130 && first === undefined; day++) {
          const today = addDays(EXPIRY, day);
          if (decideAlert(record, rules, today).kind === 'alert') first = today;
        }
        const brought = next === undefined || next > EXPIRY ? next : EXPIRY;
        expect(first).toBe(brought);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['a valid record', '2026-01-01', undefined, '2026-03-01'],
    [
      'one entered late: the day its most urgent threshold was crossed',
      '2026-03-25',
      undefined,
      '2026-03-24',
    ],
    [
      'one past the stale limit: none, it is for the staff list',
      '2026-04-15',
      undefined,
      undefined,
    ],
    ['one whose last text is out', '2026-04-01', 0, undefined],
  ])('of %s', (_what, today, lastThreshold, next) => {
    expect(planNextAlert({ expiryDate: EXPIRY, lastThreshold }, RULES, date(today))).toBe(next);
  });
});
