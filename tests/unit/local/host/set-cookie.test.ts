import { describe, expect, it } from 'vitest';
import { setCookie } from '../../../../local/host/http/http-output.ts';

describe('setCookie', () => {
  it('writes every attribute that is stated and no other', () => {
    expect(setCookie({ name: 'a', value: 'b' })).toBe('a=b; path=/');
    expect(
      setCookie({
        name: 'a b',
        value: 'c;d',
        domain: { value: 'example.org' },
        path: { value: '/x' },
        expires: { value: { seconds: 1_767_225_600 } },
        maxAge: { value: 60 },
        sameSite: 'explicitNone',
        secure: { value: true },
        httpOnly: { value: true },
      }),
    ).toBe(
      'a%20b=c%3Bd; expires=Thu, 01 Jan 2026 00:00:00 GMT; max-age=60; domain=example.org; path=/x; samesite=none; secure; httponly',
    );
  });

  it('leaves sameSite out when none was stated, which the library calls "none"', () => {
    expect(setCookie({ name: 'a', value: 'b', sameSite: 'none' })).not.toContain('samesite');
  });
});
