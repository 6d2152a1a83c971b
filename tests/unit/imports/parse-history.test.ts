import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAmount } from '../../../shared/imports/parse-amount.ts';
import { parseMethod, parseStatus } from '../../../shared/imports/parse-status.ts';
import { parseTime, timeInDate } from '../../../shared/imports/parse-time.ts';

describe('an amount', () => {
  it.each([
    ['$1,234.50', 2, 123_450],
    ['1.234,50 €', 2, 123_450],
    ['1 234,50', 2, 123_450],
    ["1'234.50 CHF", 2, 123_450],
    ['USD 60', 2, 6000],
    ['60.5', 2, 6050],
    ['60.500', 3, 60_500],
    ['60.000', 2, undefined],
    ['60.00000', 2, 6000],
    ['1,234', 2, 123_400],
    ['1.234', 2, undefined],
    ['1,234,567.00', 2, undefined],
    ['999,999.99', 2, 99_999_999],
    ['1,23,4.00', 2, undefined],
    ['(12.00)', 2, -1200],
    ['-12', 2, -1200],
    ['$-12', 2, -1200],
    ['\u2212$12', 2, -1200],
    ['¥1200', 0, 1200],
    ['¥1200.50', 0, undefined],
    ['1.005', 2, undefined],
    ['12.345', 2, undefined],
    ['0', 2, 0],
    ['sixty', 2, undefined],
    ['12 34 x', 2, undefined],
    ['', 2, undefined],
    ['=1+1', 2, undefined],
  ])('%j with %i places is %s', (text, digits, cents) => {
    const amount = parseAmount(text, digits);
    expect(amount.ok ? amount.value : undefined).toBe(cents);
  });

  it('is read back to the cent however it is written', () => {
    const write = [
      (whole: string, cents: string) => `$${whole}.${cents}`,
      (whole: string, cents: string) => `${whole},${cents} €`,
      (whole: string, cents: string) => `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${cents} USD`,
    ];
    fc.assert(
      fc.property(fc.nat(99_999_999), fc.constantFrom(...write), (cents, written) => {
        const text = written(String(Math.floor(cents / 100)), String(cents % 100).padStart(2, '0'));
        expect(parseAmount(text, 2)).toEqual({ ok: true, value: cents });
      }),
    );
  });

  it('never throws, whatever stands in a cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(0, 2, 3), (text, digits) => {
        const amount = parseAmount(text, digits);
        if (amount.ok) expect(Number.isSafeInteger(amount.value)).toBe(true);
      }),
    );
  });
});

it.each([
  ['9:30 AM', '09:30'],
  ['12:05 am', '00:05'],
  ['12:05 p.m.', '12:05'],
  ['14:05:59', '14:05'],
  ['2 pm', '14:00'],
  ['9', undefined],
  ['13:00 pm', undefined],
  ['24:00', undefined],
  ['25:00', undefined],
  ['9:60', undefined],
  ['noon', undefined],
])('the time %j is %s', (text, time) => {
  expect(parseTime(text)).toBe(time);
});

it.each([
  ['2025-03-01 10:30', '10:30'],
  ['03/01/2025 2:15 PM', '14:15'],
  ['2025-03-01', undefined],
])('the date %j holds the time %s', (text, time) => {
  expect(timeInDate(text)).toBe(time);
});

it.each([
  ['Completed', { kind: 'completed' }],
  ['checked_out', { kind: 'completed' }],
  ['No-Show', { kind: 'no_show' }],
  ['NOSHOW', { kind: 'no_show' }],
  ['no show - charged', { kind: 'no_show' }],
  ['Confirmed', { kind: 'confirmed' }],
  ['Not confirmed', { kind: 'open' }],
  ['In Progress', { kind: 'came' }],
  ['Canceled', { kind: 'cancelled', by: 'owner' }],
  ['Cancelled late', { kind: 'cancelled', by: 'owner', late: true }],
  ['Same-day cancellation', { kind: 'cancelled', by: 'owner', late: true }],
  ['Late cancel by salon', { kind: 'cancelled', by: 'business', late: false }],
  ['abducted', undefined],
])('the status %j means %j', (text, status) => {
  expect(parseStatus(text)).toEqual(status);
});

it.each([
  ['Visa ****1234', 'card'],
  ['Cash', 'cash'],
  ['Cheque', 'check'],
  ['Check #12', 'check'],
  ['Venmo', 'transfer'],
  ['Cash App', 'transfer'],
  ['Gift of gold', undefined],
])('the method %j is %s', (text, method) => {
  expect(parseMethod(text)).toBe(method);
});
