import { describe, expect, it } from 'vitest';
import { judgeDuplicate } from '../../../shared/customers/duplicate-rules.ts';
import type { Owner } from '../../../shared/customers/model.ts';
import { ownerKeys } from '../../../shared/customers/search-keys.ts';
import type { Instant } from '../../../shared/kernel/instant.ts';

const AT = '2026-03-02T15:00:00.000Z' as Instant;

function person(name: string, more: Partial<Owner> = {}, pets: readonly string[] = []) {
  const [firstName = '', lastName = ''] = name.split(' ');
  const named = { firstName, lastName, ...more };
  const owner: Owner = {
    ...{ id: name, type: 'owner', tenantId: 'maple', schemaVersion: 1, status: 'active' },
    ...{ revision: 1, createdAt: AT, updatedAt: AT },
    ...named,
    ...ownerKeys(named),
  };
  return { owner, petNames: new Set(pets) };
}

const PHONE = { phone: '+14155550101' };
const MAIL = { email: 'a@x.test' };

describe('two owners', () => {
  it.each([
    ['a family at one number', person('Ada Byron', PHONE), person('George Byron', PHONE)],
    ['namesakes', person('Ada Byron'), person('Ada Byron')],
    ['namesakes whose pets differ', person('Ada B', {}, ['rex']), person('Ada B', {}, ['bo'])],
    ['short names a letter apart', person('Ann B', PHONE), person('Ada B', PHONE)],
    ['pets of one name', person('Ada B', {}, ['rex']), person('Bo C', {}, ['rex'])],
    ['no first names', person(' B', PHONE), person(' C', PHONE)],
  ])('are two people: %s', (_what, a, b) => {
    expect(judgeDuplicate(a, b)).toBeUndefined();
    expect(judgeDuplicate(b, a)).toBeUndefined();
  });

  it.each([
    ['very-likely', ['same-name', 'same-phone'], person('A B', PHONE), person('A B', PHONE)],
    [
      'very-likely',
      ['similar-name', 'same-phone'],
      person('Jon B', PHONE),
      person('Jonathan C', PHONE),
    ],
    [
      'very-likely',
      ['similar-name', 'same-email'],
      person('Martin B', MAIL),
      person('Martyn B', { email: 'A@x.test' }),
    ],
    [
      'very-likely',
      ['same-name', 'same-phone'],
      person('A B', PHONE),
      person('A B', { otherPhones: [PHONE.phone] }),
    ],
    ['likely', ['same-name', 'same-pet'], person('A B', {}, ['rex']), person('A B', {}, ['rex'])],
    ['possible', ['same-email'], person('Ada B', MAIL), person('Bo B', MAIL)],
  ])('may %s be one, for %j', (likelihood, reasons, a, b) => {
    expect(judgeDuplicate(a, b)).toEqual({ likelihood, reasons });
    expect(judgeDuplicate(b, a)).toEqual({ likelihood, reasons });
  });
});
