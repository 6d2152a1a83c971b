import { describe, expect, it } from 'vitest';
import { personClaims } from '../../../../shared/platform/identity/person-claims.ts';

const email = 'kim@example.com';

describe('an e-mail address counts', () => {
  it.each([
    { email_verified: true },
    { xms_edov: true },
    { email_verified: true, xms_edov: false },
  ])('when the issuer vouches for it: %j', (claims) => {
    expect(personClaims({ email, ...claims })).toEqual({ email });
  });

  it.each([
    {},
    { email_verified: false },
    { email_verified: 'true' },
    { email_verified: 1 },
    { email_verified: null, xms_edov: true },
    { email_verified: false, xms_edov: true },
    { xms_edov: 'true' },
  ])('for nothing when it does not: %j', (claims) => {
    expect(personClaims({ email, ...claims })).toEqual({});
  });

  it.each(['', 'kim', 'kim@', ['kim@example.com'], { a: email }, `${'k'.repeat(260)}@example.com`])(
    'for nothing when it is none: %j',
    (wrong) => {
      expect(personClaims({ email: wrong, email_verified: true })).toEqual({});
    },
  );
});

describe('a name', () => {
  it('is taken over trimmed, and left out when it is not one line of text', () => {
    expect(personClaims({ name: ' Kim ' })).toEqual({ name: 'Kim' });
    for (const name of ['', ' ', 'A\nB', 7, 'x'.repeat(101), '\ud800']) {
      expect(personClaims({ name })).toEqual({});
    }
  });
});
