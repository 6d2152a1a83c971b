import { describe, expect, test } from 'vitest';
import type { Owner } from '../../../../shared/customers/model.ts';
import type { Instant } from '../../../../shared/kernel/instant.ts';
import { whyNoEmail, type NoEmailReason } from '../../../../shared/messaging/email/may-email.ts';
import {
  emailAddressId,
  type EmailAddressRecord,
} from '../../../../shared/messaging/email/model.ts';
import { maskAddress } from '../../../../shared/platform/email/mask-address.ts';

const AT = '2026-06-15T12:00:00.000Z' as Instant;
const stamps = { tenantId: 'paws', schemaVersion: 1, createdAt: AT, updatedAt: AT };
const ADDRESS = 'ann@example.com';

const owner = (over: Partial<Owner> = {}): Owner => ({
  ...stamps,
  ...{ id: 'own_1', type: 'owner', firstName: 'Ann', lastName: 'Lee', nameKey: 'lee ann' },
  ...{ email: ADDRESS, status: 'active', revision: 1 },
  ...over,
});
const { email: _none, ...WITHOUT_EMAIL } = owner();

const record = (over: Partial<EmailAddressRecord> = {}): EmailAddressRecord => ({
  ...stamps,
  ...{ id: emailAddressId(ADDRESS), type: 'emailAddress', address: ADDRESS },
  ...over,
});
const unusable = { unusable: { at: AT, reason: 'Answered 550.' } };

describe('an owner gets no service e-mail', () => {
  test.each<[string, Owner | undefined, EmailAddressRecord | undefined, NoEmailReason]>([
    ['who is not there', undefined, record(), 'owner-missing'],
    ['who said no', owner({ emailOptedIn: false }), undefined, 'email-opted-out'],
    [
      'who said no, whatever else is wrong',
      owner({ emailOptedIn: false, status: 'inactive' }),
      record(unusable),
      'email-opted-out',
    ],
    ['who left', owner({ status: 'inactive' }), undefined, 'owner-inactive'],
    ['without an address', WITHOUT_EMAIL, undefined, 'no-email'],
    ['with two addresses in one', owner({ email: 'a@b.com,c@d.com' }), undefined, 'no-email'],
    ['whose address was refused', owner(), record(unusable), 'address-unusable'],
  ])('%s', (_who, who, address, reason) => {
    expect(whyNoEmail(who, address, 'service')).toBe(reason);
  });
});

test('an owner who refused texts alone, or said nothing, may be written to', () => {
  expect(whyNoEmail(owner({ smsOptedIn: false }), undefined, 'service')).toBeUndefined();
  expect(whyNoEmail(owner({ emailOptedIn: true }), record(), 'service')).toBeUndefined();
});

test('an address is the same however its letters are written', () => {
  expect(emailAddressId('Ann@Example.COM')).toBe(emailAddressId(ADDRESS));
  expect(emailAddressId('ann@example.org')).not.toBe(emailAddressId(ADDRESS));
});

test.each([
  ['ann.lee@example.com', 'a•••@example.com'],
  ['"a@b"@example.com', '"•••@example.com'],
  ['@example.com', '•••'],
  ['nothing', '•••'],
])('a list shows of %s no more than %s', (address, shown) => {
  expect(maskAddress(address)).toBe(shown);
});
