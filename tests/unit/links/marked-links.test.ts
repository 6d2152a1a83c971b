import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markedLinks, withLinks } from '../../../shared/links/marked-links.ts';

const ADDRESS = 'https://book.example.com/a?b=1&c=[x'.replace('[', '');

describe('the links that a body marks', () => {
  it('are found once each, in their order', () => {
    const body = `Book [[https://a.example/1]] or [[HTTP://b.example]], again [[https://a.example/1]].`;
    expect(markedLinks(body)).toEqual(['https://a.example/1', 'HTTP://b.example']);
  });

  it.each([
    'no mark at all: https://a.example',
    '[[not an address]]',
    '[[https://a.example with a space]]',
    '[[javascript:alert(1)]]',
    '[https://a.example]',
    '[[https://a.example',
    '[[https://a.example]b]]',
  ])('are none in %j, which stays as it is', (body) => {
    expect(markedLinks(body)).toEqual([]);
    expect(withLinks(body, new Map())).toBe(body);
  });

  it('are replaced with their brackets; one without a replacement stands for itself', () => {
    const body = `A [[${ADDRESS}]] b [[https://other.example]].`;
    const links = new Map([[ADDRESS, 'https://go.example/abc']]);
    expect(withLinks(body, links)).toBe('A https://go.example/abc b https://other.example.');
  });

  it('may hold signs that a replacement text would give a meaning to', () => {
    const links = new Map([['https://a.example', "https://go.example/$&$1$'"]]);
    expect(withLinks('[[https://a.example]]', links)).toBe("https://go.example/$&$1$'");
  });

  it('leave everything else untouched, whatever it is', () => {
    const plain = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[[\]]/g, ''));
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1 }), (parts) => {
        const links = new Map([[ADDRESS, 'SHORT']]);
        expect(withLinks(parts.join(`[[${ADDRESS}]]`), links)).toBe(parts.join('SHORT'));
      }),
    );
  });
});
