import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameKey, ownerNameKey } from '../../../shared/customers/name-key.ts';

describe('nameKey', () => {
  test.each([
    ['', ''],
    ['   ', ''],
    ['---', ''],
    ['🐶', ''],
    ["O'Brien-Muñoz, José", 'o brien munoz jose'],
    ['  MARY   ann\t', 'mary ann'],
    ['Jose\u0301', 'jose'],
    ['José', 'jose'],
    ['Łukasz Weiß', 'lukasz weiss'],
    ['Sørensen', 'sorensen'],
    ['Ærø', 'aero'],
    ['Đặng Thị', 'dang thi'],
    ['İstanbul', 'istanbul'],
    ['Ｂｅｌｌａ', 'bella'],
    ['ﬁdo', 'fido'],
    ['Rex 🐕 II', 'rex ii'],
    ['Ольга', 'ольга'],
    ['田中', '田中'],
  ])('%j is %j', (name, key) => {
    expect(nameKey(name)).toBe(key);
  });

  test('joins several names, leaving out what is absent or blank', () => {
    expect(nameKey('Lee', undefined, '', ' ', 'Ann')).toBe('lee ann');
    expect(nameKey()).toBe('');
    expect(nameKey(undefined)).toBe('');
  });

  test('has single blanks between words of lower case, and is its own key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (name) => {
        const key = nameKey(name);
        expect(key).toMatch(/^(?:[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*)?$/u);
        expect(nameKey(key)).toBe(key);
      }),
    );
  });

  test('does not depend on case, so that a search in capitals finds the same', () => {
    for (const name of ['José Muñoz', 'Łukasz', 'Sørensen', 'Weiss', 'Ольга']) {
      expect(nameKey(name.toUpperCase())).toBe(nameKey(name));
    }
  });
});

test('an owner is found by the beginning of the last name', () => {
  expect(ownerNameKey({ firstName: 'José', lastName: "O'Brien" })).toBe('o brien jose');
  expect(ownerNameKey({ firstName: '', lastName: 'Lee' })).toBe('lee');
  expect(ownerNameKey({ firstName: 'Ann', lastName: '' })).toBe('ann');
});
