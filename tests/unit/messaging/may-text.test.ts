import { describe, expect, test } from 'vitest';
import { phoneId, type Owner, type Phone } from '../../../shared/customers/model.ts';
import type { Instant } from '../../../shared/kernel/instant.ts';
import {
  whyNoText,
  whyNoTextToNumber,
  type NoTextReason,
} from '../../../shared/messaging/may-text.ts';

const AT = '2026-06-15T12:00:00.000Z' as Instant;
const NUMBER = '+14155550123';

const owner = (over: Partial<Owner> = {}): Owner => ({
  ...{ id: 'own_1', type: 'owner', tenantId: 'paws', schemaVersion: 1, revision: 1 },
  ...{ firstName: 'Ann', lastName: 'Lee', nameKey: 'lee ann', phone: NUMBER },
  ...{ status: 'active', createdAt: AT, updatedAt: AT },
  ...over,
});

const phone = (over: Partial<Phone> = {}): Phone => ({
  ...{ id: phoneId(NUMBER), type: 'phone', tenantId: 'paws', schemaVersion: 1 },
  ...{ number: NUMBER, ownerIds: ['own_1'], createdAt: AT, updatedAt: AT },
  ...over,
});

const suppressed = { suppressed: { at: AT, source: 'inbound' as const } };
const unusable = { unusable: { at: AT, reason: 'landline' } };

/** The same owner without a field, as when it was never set. */
function without(field: 'phone', from: Owner): Owner {
  const { [field]: _left, ...rest } = from;
  return rest;
}

describe('whyNoText', () => {
  test.each<[string, Owner | undefined, Phone | undefined, NoTextReason]>([
    ['no owner', undefined, phone(), 'owner-missing'],
    ['nothing at all', undefined, undefined, 'owner-missing'],
    ['an owner who said no', owner({ smsOptedIn: false }), phone(), 'opted-out'],
    ['a number that said STOP', owner(), phone(suppressed), 'suppressed'],
    ['an owner who left', owner({ status: 'inactive' }), phone(), 'owner-inactive'],
    ['no number', without('phone', owner()), undefined, 'no-phone'],
    ['no number, though a phone is given', without('phone', owner()), phone(), 'no-phone'],
    ['a number nobody looked up', owner(), undefined, 'no-phone'],
    ['a number that cannot be texted', owner(), phone(unusable), 'number-unusable'],
  ])('refuses %s', (_what, of, to, reason) => {
    expect(whyNoText(of, to, 'service')).toBe(reason);
  });

  test.each<[string, Owner, Phone | undefined, NoTextReason]>([
    ['of an owner without a number', owner({ smsOptedIn: false }), undefined, 'opted-out'],
    [
      'of an owner who left',
      owner({ smsOptedIn: false, status: 'inactive' }),
      phone(),
      'opted-out',
    ],
    [
      'by STOP of an owner who left',
      owner({ status: 'inactive' }),
      phone(suppressed),
      'suppressed',
    ],
    [
      'by STOP, whatever the owner agreed to once',
      owner({ smsOptedIn: true }),
      phone(suppressed),
      'suppressed',
    ],
    [
      'by STOP of a number that cannot be texted',
      owner(),
      phone({ ...suppressed, ...unusable }),
      'suppressed',
    ],
  ])('names the refusal before anything else: %s', (_what, of, to, reason) => {
    expect(whyNoText(of, to, 'service')).toBe(reason);
  });

  test('allows an owner who said yes and one who said nothing', () => {
    expect(whyNoText(owner({ smsOptedIn: true }), phone(), 'service')).toBeUndefined();
    expect(whyNoText(owner(), phone(), 'service')).toBeUndefined();
  });
});

describe('whyNoText for marketing', () => {
  const given = (ownerId = 'own_1'): Partial<Phone> => ({
    consent: { sequence: 1, given: [{ ownerId, at: AT, entryId: 'cns_1' }] },
  });
  const refused = {
    consent: { sequence: 2, given: [], lastRefusal: { at: AT, entryId: 'cns_2' } },
  };

  test.each<[string, Owner, Phone, NoTextReason]>([
    ['an owner who only gave their number', owner(), phone(), 'no-consent'],
    ['an owner who only said yes to service', owner({ smsOptedIn: true }), phone(), 'no-consent'],
    ['one whose housemate consented', owner(), phone(given('own_2')), 'no-consent'],
    ['a number that refused', owner(), phone(refused), 'marketing-refused'],
    [
      'a consent given for another number',
      owner({ phone: '+14155550199' }),
      phone(given()),
      'no-consent',
    ],
    ['one who refuses even service', owner({ smsOptedIn: false }), phone(given()), 'opted-out'],
    ['a number that stopped texts', owner(), phone({ ...given(), ...suppressed }), 'suppressed'],
  ])('refuses %s', (_what, of, to, reason) => {
    expect(whyNoText(of, to, 'marketing')).toBe(reason);
  });

  test('allows an owner whose consent for this number stands', () => {
    expect(whyNoText(owner(), phone(given()), 'marketing')).toBeUndefined();
  });
});

describe('whyNoTextToNumber', () => {
  const byStaff = { suppressed: { at: AT, source: 'staff' as const } };

  test.each<[string, Phone | undefined, boolean, NoTextReason | undefined]>([
    ['a number nobody looked up', undefined, false, 'no-phone'],
    ['a number that said STOP', phone(suppressed), false, 'suppressed'],
    ['a number that cannot be texted', phone(unusable), false, 'number-unusable'],
    ['an open number', phone({ ownerIds: [] }), false, undefined],
    ['the confirmation of a STOP', phone(suppressed), true, undefined],
    ['a confirmation that a START overtook', phone(), true, 'stop-lifted'],
    ['a confirmation to a number that staff closed', phone(byStaff), true, 'suppressed'],
    [
      'a confirmation to a number that cannot be texted',
      phone({ ...suppressed, ...unusable }),
      true,
      'number-unusable',
    ],
  ])('decides on %s', (_what, to, confirming, reason) => {
    expect(whyNoTextToNumber(to, 'service', confirming)).toBe(reason);
  });
});

test('whyNoTextToNumber never lets an advertisement go to a number as such', () => {
  expect(whyNoTextToNumber(phone(), 'marketing', false)).toBe('no-consent');
});
