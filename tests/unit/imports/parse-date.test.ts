import { describe, expect, test } from 'vitest';
import {
  dateOrderEvidence,
  parseDate,
  type DateOrder,
} from '../../../shared/imports/parse-date.ts';

describe('parseDate', () => {
  test.each<[string, DateOrder | undefined, string]>([
    ['2026-03-12', undefined, '2026-03-12'],
    ['2026-3-2', undefined, '2026-03-02'],
    ['2026/03/12', 'day-first', '2026-03-12'],
    ['2026.03.12', undefined, '2026-03-12'],
    ['20260312', undefined, '2026-03-12'],
    [' 2026-03-12 ', undefined, '2026-03-12'],
    ['2026-03-12T00:00:00', undefined, '2026-03-12'],
    ['2026-03-12 14:30:00.000', undefined, '2026-03-12'],
    ['3/12/2026 12:00 AM', 'month-first', '2026-03-12'],
    ['03/12/2026', 'month-first', '2026-03-12'],
    ['03/12/2026', 'day-first', '2026-12-03'],
    ['12.03.2026', 'day-first', '2026-03-12'],
    ['12-03-2026', 'day-first', '2026-03-12'],
    ['25/12/2026', undefined, '2026-12-25'],
    ['12/25/2026', undefined, '2026-12-25'],
    ['05/05/2026', undefined, '2026-05-05'],
    ['02/29/2028', undefined, '2028-02-29'],
    ['12 Mar 2026', undefined, '2026-03-12'],
    ['12-Mar-2026', undefined, '2026-03-12'],
    ['12 march 2026', undefined, '2026-03-12'],
    ['1st Sept. 2026', undefined, '2026-09-01'],
    ['Mar 12, 2026', undefined, '2026-03-12'],
    ['March 12 2026', undefined, '2026-03-12'],
    ['Dec. 3rd, 2026', 'day-first', '2026-12-03'],
  ])('reads %j (%s) as %s', (text, order, date) => {
    expect(parseDate(text, order)).toEqual({ ok: true, value: date });
  });

  test.each<[string, DateOrder | undefined, string]>([
    ['', undefined, 'empty'],
    ['03/04/2026', undefined, 'ambiguous'],
    ['3-4-2026', undefined, 'ambiguous'],
    ['03.04.2026', undefined, 'ambiguous'],
    ['25/12/2026', 'month-first', 'no-such-day'],
    ['12/25/2026', 'day-first', 'no-such-day'],
    ['13/13/2026', undefined, 'no-such-day'],
    ['02/29/2026', undefined, 'no-such-day'],
    ['2026-02-30', undefined, 'no-such-day'],
    ['20261301', undefined, 'no-such-day'],
    ['31 Apr 2026', undefined, 'no-such-day'],
    ['3/4/26', 'month-first', 'two-digit-year'],
    ['26-03-04', undefined, 'two-digit-year'],
    ['12 Mar 26', undefined, 'two-digit-year'],
    ["Mar 12, '26", undefined, 'unreadable'],
    ['46093', undefined, 'serial'],
    ['46093.5', undefined, 'serial'],
    ['soon', undefined, 'unreadable'],
    ['12 Foo 2026', undefined, 'unreadable'],
    ['Mar 2026', undefined, 'unreadable'],
    ['2026', undefined, 'unreadable'],
    ['2026-03-12T10:00:00Z', undefined, 'unreadable'],
    ['03/04-2026', 'month-first', 'unreadable'],
    ['1234567890', undefined, 'unreadable'],
  ])('refuses %j (%s) as %s', (text, order, kind) => {
    expect(parseDate(text, order)).toMatchObject({ ok: false, error: { kind } });
  });

  test('says both readings of a date it will not guess, and the day behind a serial number', () => {
    const reason = (text: string) => {
      const date = parseDate(text, undefined);
      return date.ok ? '' : date.error.reason;
    };
    expect(reason('03/04/2026')).toMatch(/2026-03-04 or 2026-04-03/);
    expect(reason('46093')).toContain('2026-03-12');
  });
});

describe('dateOrderEvidence', () => {
  test.each<[string, DateOrder | undefined]>([
    ['25/12/2026', 'day-first'],
    ['12/25/2026', 'month-first'],
    ['12/25/2026 00:00', 'month-first'],
    ['03/04/2026', undefined],
    ['13/13/2026', undefined],
    ['31/04/2026', undefined],
    ['02/29/2028', 'month-first'],
    ['2026-12-25', undefined],
    ['25 Dec 2026', undefined],
    ['text', undefined],
  ])('of %j is %s', (text, order) => {
    expect(dateOrderEvidence(text)).toBe(order);
  });
});
