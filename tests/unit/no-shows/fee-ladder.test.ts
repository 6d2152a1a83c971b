import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addMonths, type LocalDate } from '../../../shared/kernel/local-date.ts';
import {
  assessFee,
  feeOfStrike,
  withoutStrike,
  withStrike,
  type Strike,
} from '../../../shared/no-shows/fee-ladder.ts';
import { NO_SHOW_DEFAULTS as RULES } from '../../../shared/tenants/no-show-rules.ts';

const on = (text: string) => text as LocalDate;
const strikes = (...days: string[]): Strike[] =>
  days.map((day, at) => ({ recordId: `r${String(at)}`, on: on(day) }));
const fee = (day: string, others: Strike[] = [], rules = {}) =>
  assessFee(on(day), others, { ...RULES, ...rules });

describe('the fee of a missed visit', () => {
  it.each<[string, string[], number, number, string]>([
    ['the first', [], 2500, 1, 'first-strike'],
    ['the second', ['2026-01-05'], 3750, 2, 'repeated-strike'],
    ['the third', ['2026-01-05', '2026-02-05'], 5000, 3, 'repeated-strike'],
    [
      'the fourth: no more than twice',
      ['2026-01-05', '2026-02-05', '2026-02-06'],
      5000,
      4,
      'repeated-strike',
    ],
    ['a second one of the same day: one strike', ['2026-03-02'], 0, 1, 'same-day'],
    [
      'a second one of a day that is the third strike',
      ['2026-01-05', '2026-02-05', '2026-03-02'],
      0,
      3,
      'same-day',
    ],
    ['two of one day before: one strike', ['2026-01-05', '2026-01-05'], 3750, 2, 'repeated-strike'],
    ['one a year ago less a day counts', ['2025-03-03'], 3750, 2, 'repeated-strike'],
    ['one of the same day a year ago does not', ['2025-03-02'], 2500, 1, 'first-strike'],
    ['one of a later day, found before, does not', ['2026-03-03'], 2500, 1, 'first-strike'],
  ])('%s', (_what, others, cents, strike, reason) => {
    expect(fee('2026-03-02', strikes(...others))).toEqual({ cents, strike, reason });
  });

  it('counts a strike of February 29th up to the 27th a year later', () => {
    expect(fee('2029-02-27', strikes('2028-02-29')).strike).toBe(2);
    expect(fee('2029-02-28', strikes('2028-02-29')).strike).toBe(2);
    expect(fee('2029-03-01', strikes('2028-02-29')).strike).toBe(1);
    expect(fee('2028-02-29', strikes('2027-02-28')).strike).toBe(1);
    expect(fee('2028-02-29', strikes('2027-03-01')).strike).toBe(2);
  });

  it('is nothing for a first strike that is waived, which still counts as the first', () => {
    const waived = { waiveFirst: true };
    expect(fee('2026-03-02', [], waived)).toMatchObject({
      cents: 0,
      reason: 'first-strike-waived',
    });
    expect(fee('2026-03-02', strikes('2026-01-05'), waived)).toMatchObject({
      cents: 3750,
      strike: 2,
    });
  });

  it('does not rise where the business does not want it to, nor above its cap', () => {
    expect(feeOfStrike(3, { ...RULES, escalation: false })).toBe(2500);
    expect([1, 2, 3].map((n) => feeOfStrike(n, { ...RULES, feeCapCents: 3000 }))).toEqual([
      2500, 3000, 3000,
    ]);
    expect(feeOfStrike(2, { ...RULES, feeCents: 33 })).toBe(50);
  });

  it('is none where the business charges none', () => {
    expect(fee('2026-03-02', [], { feeMode: 'none' })).toMatchObject({
      cents: 0,
      reason: 'no-fee',
    });
    expect(fee('2026-03-02', [], { feeCents: 0 })).toMatchObject({ cents: 0, reason: 'no-fee' });
  });

  it('never falls with another strike, never exceeds the cap, and is whole cents', () => {
    const cents = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        cents,
        cents,
        fc.boolean(),
        (n, feeCents, feeCapCents, escalation) => {
          const rules = { feeCents, feeCapCents, escalation };
          const [one, next] = [feeOfStrike(n, rules), feeOfStrike(n + 1, rules)];
          expect(next).toBeGreaterThanOrEqual(one);
          expect(next).toBeLessThanOrEqual(feeCapCents);
          expect(next).toBeLessThanOrEqual(2 * feeCents);
          expect(Number.isInteger(next)).toBe(true);
        },
      ),
    );
  });

  it('is never more with fewer marks before it', () => {
    const day = fc.integer({ min: 0, max: 800 }).map((days) => addDays(on('2025-01-01'), days));
    fc.assert(
      fc.property(fc.uniqueArray(day, { maxLength: 8 }), day, fc.nat(), (days, today, left) => {
        const others = days
          .filter((it) => it !== today)
          .map((it, at) => ({ recordId: `r${String(at)}`, on: it }));
        const fewer = withoutStrike(others, `r${String(left % 8)}`);
        expect(assessFee(today, fewer, RULES).cents).toBeLessThanOrEqual(
          assessFee(today, others, RULES).cents,
        );
      }),
    );
  });

  it('is reckoned from strikes that are kept as long as any window may reach, each record once', () => {
    const kept = withStrike(strikes('2023-03-02', '2023-03-03'), {
      recordId: 'new',
      on: on('2026-03-02'),
    });
    expect(kept.map((it) => it.on)).toEqual(['2023-03-03', '2026-03-02']);
    expect(withStrike(kept, { recordId: 'new', on: on('2026-03-02') })).toHaveLength(2);
    expect(withoutStrike(kept, 'new').map((it) => it.on)).toEqual(['2023-03-03']);
  });
});

describe('a date some months away', () => {
  it.each([
    ['2026-03-31', -1, '2026-02-28'],
    ['2028-02-29', -12, '2027-02-28'],
    ['2028-02-29', 48, '2032-02-29'],
    ['2026-01-31', 13, '2027-02-28'],
    ['2026-05-31', 1, '2026-06-30'],
    ['2026-12-15', 1, '2027-01-15'],
  ])('%s and %i months: %s', (from, months, to) => {
    expect(addMonths(on(from), months)).toBe(to);
  });

  it('is refused beyond the years that sort as text', () => {
    expect(() => addMonths(on('9999-12-01'), 1)).toThrow(RangeError);
  });
});
