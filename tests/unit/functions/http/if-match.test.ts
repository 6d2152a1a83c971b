import { describe, expect, it } from 'vitest';
import { readIfMatch, revisionTag } from '../../../../functions/http/if-match.ts';
import { ProblemError } from '../../../../shared/kernel/problem.ts';

describe('If-Match', () => {
  it.each(['3', '"3', '3"', 'W/3', 'w/"3"', '"3",', ',"3"', '"3" "4"', '""3""', '', '"3", *'])(
    'refuses %j, which is no list of quoted tags',
    (header) => {
      expect(() => readIfMatch(header)).toThrow(ProblemError);
    },
  );

  it.each([
    ['"3"', [3]],
    ['W/"3"', [3]],
    [' "3" , W/"12" ', [3, 12]],
  ])('reads %j', (header, revisions) => {
    expect(readIfMatch(header)).toEqual(revisions);
  });

  it.each([null, '*', ' * '])('expects nothing for %j', (header) => {
    expect(readIfMatch(header)).toBeUndefined();
  });

  it('lets a tag of somebody else’s making match no revision', () => {
    expect(readIfMatch('"abc"')).toEqual([Number.NaN]);
    expect(readIfMatch('"3.0"')).toEqual([Number.NaN]);
    expect(readIfMatch('""')).toEqual([Number.NaN]);
  });

  it('reads the tag that a reply carried', () => {
    expect(readIfMatch(revisionTag(7))).toEqual([7]);
  });
});
