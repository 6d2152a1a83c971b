import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionsOf, endOfPrefix } from '../../../../shared/platform/store/conditions.ts';

const bytewise = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const text = fc.string({ unit: 'binary', maxLength: 6 });

describe('a prefix as a range', () => {
  it('holds exactly the texts that start with it, by the order of UTF-8 bytes', () => {
    fc.assert(
      fc.property(text, text, (prefix, other) => {
        const end = endOfPrefix(prefix);
        for (const candidate of [other, prefix + other]) {
          const inside =
            bytewise(candidate, prefix) >= 0 && (end === undefined || bytewise(candidate, end) < 0);
          expect(inside).toBe(candidate.startsWith(prefix));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['', undefined],
    ['ab', 'ac'],
    ['a\u{10ffff}', 'b'],
    ['\u{10ffff}', undefined],
    ['a\ud7ff', 'a\ue000'],
    ['\uffff', '\u{10000}'],
  ])('ends after %j', (prefix, end) => {
    expect(endOfPrefix(prefix)).toBe(end);
  });
});

describe('the conditions of a filter', () => {
  it('come in one form and order, however the filter was written', () => {
    const expected = [
      { kind: 'in', field: 'type', values: ['pet'] },
      {
        kind: 'range',
        field: 'createdAt',
        lower: { value: 'a', inclusive: false },
        upper: { value: 'b', inclusive: true },
      },
      { kind: 'in', field: 'status', values: ['open'] },
    ];
    const range = { to: 'b', after: 'a' };
    const one = conditionsOf({ type: 'pet', where: { status: 'open', createdAt: range } });
    const two = conditionsOf({
      type: ['pet'],
      where: { createdAt: { after: 'a', to: 'b' }, status: { in: ['open'] } },
    });
    expect(one).toEqual(expected);
    expect(two).toEqual(expected);
  });

  it('do not accept `type` among the fields', () => {
    expect(() => conditionsOf({ type: 'pet', where: { type: 'owner' } })).toThrow('beside');
  });
});
