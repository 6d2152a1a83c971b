import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { derivedId, ID_PREFIXES, idFrom } from '../../../shared/kernel/ids.ts';

describe('idFrom', () => {
  test('refuses too few random bytes: the id could be guessed', () => {
    expect(() => idFrom('owner', new Uint8Array(19))).toThrow(RangeError);
  });

  test('is the prefix and 20 characters that nobody mistakes for one another', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 40 }), (bytes) => {
        expect(idFrom('pet', bytes)).toMatch(/^pet_[2-9a-km-np-z]{20}$/);
      }),
    );
  });

  test('differs when any of the first 20 bytes differs in its low five bits', () => {
    const ids = new Set([idFrom('pet', new Uint8Array(20))]);
    for (let i = 0; i < 20; i++) {
      for (let bit = 1; bit < 32; bit *= 2) {
        ids.add(idFrom('pet', new Uint8Array(20).fill(bit, i, i + 1)));
      }
    }
    expect(ids.size).toBe(1 + 20 * 5);
  });
});

describe('derivedId', () => {
  test('stays what it was: stored documents are found by it', () => {
    expect(derivedId('message', 'vaccination-digest', 'run_1', 'own_1')).toMatchInlineSnapshot(
      `"msg_ksecw48635wmd5b8i6dx"`,
    );
  });

  test('tells apart what only looks alike when joined', () => {
    const ids = [
      derivedId('phone', 'a', 'bc'),
      derivedId('phone', 'ab', 'c'),
      derivedId('phone', 'abc'),
      derivedId('phone', 'abc', ''),
      derivedId('phone', '', 'abc'),
      derivedId('phone', 'a|2:bc'),
      derivedId('owner', 'a', 'bc'),
      derivedId('phone'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('gives different ids for different parts, the same for the same', () => {
    const parts = fc.array(fc.string(), { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(derivedId('job', ...a) === derivedId('job', ...b)).toBe(same);
      }),
    );
  });
});

test('every kind has a prefix of its own', () => {
  const prefixes = Object.values(ID_PREFIXES);
  expect(new Set(prefixes).size).toBe(prefixes.length);
  expect(prefixes.filter((prefix) => !/^[a-z]{3}$/.test(prefix))).toEqual([]);
});
