import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/kernel/instant.ts';
import {
  emailKey,
  invitationCode,
  invitationId,
  invitationStatus,
  placeOfCode,
} from '../../../shared/tenants/invitation.ts';

describe('addresses are compared', () => {
  it.each([
    ['Kim@Example.COM', 'kim@example.com'],
    ['  kim@example.com\t', 'kim@example.com'],
    ['kim+work@example.com', 'kim+work@example.com'],
    ['k.i.m@example.com', 'k.i.m@example.com'],
  ])('%j as %j', (address, key) => {
    expect(emailKey(address)).toBe(key);
  });

  it('without turning letters of other alphabets into Latin ones', () => {
    // Both become Latin letters under the usual conversion to small letters.
    expect(emailKey('\u212aim@example.com')).not.toBe('kim@example.com');
    expect(emailKey('\u0130@example.com')).toBe('\u0130@example.com');
  });
});

describe('the code of an invitation', () => {
  const id = invitationId('maple', 'Kim@example.com');

  it('leads to it, and to nothing else when it is not a code', () => {
    const code = invitationCode({ tenantId: 'maple', id });
    expect(placeOfCode(code)).toEqual({ tenantId: 'maple', invitationId: id });
    for (const wrong of ['', id, `.${id}`, `_platform.${id}`, `a|h|2026-01.${id}`, `${code}x`]) {
      expect(placeOfCode(wrong)).toBeUndefined();
    }
  });

  it('is of one address in one business', () => {
    expect(invitationId('maple', 'kim@example.com')).toBe(id);
    expect(invitationId('birch', 'kim@example.com')).not.toBe(id);
    expect(invitationId('maple', 'kin@example.com')).not.toBe(id);
  });
});

describe('an invitation', () => {
  const expiresAt = instantOf(Date.parse('2026-03-09T15:00:00Z'));
  const at = (offsetMs: number) => instantOf(Date.parse(expiresAt) + offsetMs);

  it('is open until the instant at which it expires, which no longer counts', () => {
    expect(invitationStatus({ status: 'open', expiresAt }, at(-1))).toBe('open');
    expect(invitationStatus({ status: 'open', expiresAt }, at(0))).toBe('expired');
  });

  it('stays accepted or revoked when its time has passed', () => {
    expect(invitationStatus({ status: 'accepted', expiresAt }, at(1))).toBe('accepted');
    expect(invitationStatus({ status: 'revoked', expiresAt }, at(1))).toBe('revoked');
  });
});
