import { describe, expect, test } from 'vitest';
import { readPhoneNumber } from '../../../shared/customers/phone-number.ts';

describe('readPhoneNumber', () => {
  test.each([
    ['(415) 555-0123', 'US', '+14155550123'],
    ['415.555.0123', 'US', '+14155550123'],
    ['1 415 555 0123', 'US', '+14155550123'],
    ['+1 415 555 0123', 'DE', '+14155550123'],
    ['tel:+14155550123', 'US', '+14155550123'],
    ['４１５５５５０１２３', 'US', '+14155550123'],
    [' 415 555 0123\u00a0', 'US', '+14155550123'],
    ['020 7946 0958', 'GB', '+442079460958'],
    ['+44 20 7946 0958', 'US', '+442079460958'],
    ['011 44 20 7946 0958', 'US', '+442079460958'],
    ['030 901820', 'DE', '+4930901820'],
  ])('reads %j in %s as %s', (raw, country, number) => {
    expect(readPhoneNumber(raw, country)).toMatchObject({ ok: true, value: { number } });
  });

  test.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['555-0123', 'too-short'],
    ['12345', 'too-short'],
    ['(000) 555-0123', 'invalid'],
    ['+1 555 867 5310', 'invalid'],
    ['415-555-0123 ext 4', 'extension'],
    ['415-555-0123 x4', 'extension'],
    ['800-555-0199', 'not-textable'],
    ['900-555-0123', 'not-textable'],
    ['1-800-FLOWERS', 'unreadable'],
    ['415-555-0123 / 415-555-0124', 'unreadable'],
    ['call Bob 415-555-0123', 'unreadable'],
    ['bob@example.com', 'unreadable'],
    ['=1+1', 'unreadable'],
  ])('refuses %j as %s', (raw, kind) => {
    expect(readPhoneNumber(raw, 'US')).toMatchObject({ ok: false, error: { kind } });
  });

  test('never puts the number into the reason', () => {
    const refusal = readPhoneNumber('(000) 555-0123', 'US');
    expect(JSON.stringify(refusal)).not.toContain('555');
  });

  test('tells two numbers and letters apart from rubbish', () => {
    const reason = (raw: string) => {
      const refusal = readPhoneNumber(raw, 'US');
      return refusal.ok ? '' : refusal.error.reason;
    };
    expect(reason('415-555-0123 / 415-555-0124')).toContain('more than one');
    expect(reason('1-800-FLOWERS')).toContain('letters');
    expect(reason('***')).toContain('not a telephone number');
  });

  test('judges an allow-list by country, not by the dialling code countries share', () => {
    expect(readPhoneNumber('+1 787 555 0123', 'US', ['US'])).toMatchObject({
      ok: false,
      error: { kind: 'country' },
    });
    expect(readPhoneNumber('+1 787 555 0123', 'US', ['US', 'PR']).ok).toBe(true);
  });

  test('reads only international numbers when the country is unknown', () => {
    expect(readPhoneNumber('415 555 0123', 'ZZ').ok).toBe(false);
    expect(readPhoneNumber('+14155550123', 'ZZ').ok).toBe(true);
  });
});
