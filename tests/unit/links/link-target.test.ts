import { describe, expect, it } from 'vitest';
import { allowedTarget, isLinkHost } from '../../../shared/links/link-target.ts';

const HOSTS = ['book.example.com', 'xn--bcher-kva.example'];

describe('where a link may lead', () => {
  it.each([
    ['https://book.example.com/visit?id=1#top', 'https://book.example.com/visit?id=1#top'],
    ['HTTPS://BOOK.example.com', 'https://book.example.com/'],
    ['https://book.example.com:443/a', 'https://book.example.com/a'],
    ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
    ['https://book.example.com/a\r\nb', 'https://book.example.com/ab'],
  ])('is %j, in its normal form', (address, target) => {
    expect(allowedTarget(address, HOSTS)).toBe(target);
  });

  it.each([
    ['another scheme', 'http://book.example.com/'],
    ['a script', 'javascript://book.example.com/%0aalert(1)'],
    ['another host', 'https://evil.example/'],
    ['a subdomain', 'https://a.book.example.com/'],
    ['a host that only ends alike', 'https://evilbook.example.com/'],
    ['a host that only begins alike', 'https://book.example.com.evil.example/'],
    ['a user name in front of the real host', 'https://book.example.com@evil.example/'],
    ['a user name', 'https://me@book.example.com/'],
    ['a password', 'https://:pass@book.example.com/'],
    ['another port', 'https://book.example.com:8443/'],
    ['a backslash that browsers read as a slash', 'https://evil.example\\@book.example.com/'],
    ['an address of 2,001 characters', `https://book.example.com/${'a'.repeat(1976)}`],
    ['no address', 'book.example.com'],
    ['an address without a scheme', '//book.example.com/'],
  ])('is not %s', (_, address) => {
    expect(allowedTarget(address, HOSTS)).toBeUndefined();
  });

  it('is an address of exactly 2,000 characters', () => {
    const longest = `https://book.example.com/${'a'.repeat(1975)}`;
    expect(longest).toHaveLength(2000);
    expect(allowedTarget(longest, HOSTS)).toBe(longest);
  });

  it('is nowhere when no host is allowed', () => {
    expect(allowedTarget('https://book.example.com/', [])).toBeUndefined();
  });
});

describe('a host that can be allowed', () => {
  it.each(['example.com', 'book.example.com', 'a-b.example.co.uk', 'xn--bcher-kva.example'])(
    'is %s',
    (host) => {
      expect(isLinkHost(host)).toBe(true);
    },
  );

  it.each([
    'localhost',
    '127.0.0.1',
    '[::1]',
    '*.example.com',
    'Example.com',
    'example.com.',
    'example.com:443',
    'https://example.com',
    'example.com/a',
    'user@example.com',
    '-a.example.com',
    'bücher.example',
    'example.1',
    '0x7f.1',
    '',
  ])('is not %j', (host) => {
    expect(isLinkHost(host)).toBe(false);
  });
});
