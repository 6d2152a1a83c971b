import { describe, expect, test } from 'vitest';
import {
  cleanCell,
  isEmptyMarker,
  isEmptyName,
  manyLines,
  oneLine,
  parseSpecies,
  parseYesNo,
  splitName,
} from '../../../shared/imports/parse-cell.ts';

describe('cleanCell', () => {
  test.each([
    ['  Rex\u00a0', 'Rex'],
    ['="00123"', '00123'],
    ['="say ""hi"""', 'say "hi"'],
    ["'00123", '00123'],
    ["'+1 415 555 0123", '+1 415 555 0123'],
    ["'=SUM(A1)", '=SUM(A1)'],
    ["'t Hooft", "'t Hooft"],
    ['=SUM(A1)', '=SUM(A1)'],
    ['-Rex', '-Rex'],
    ['', ''],
  ])('takes %j for %j', (raw, value) => {
    expect(cleanCell(raw)).toBe(value);
  });
});

describe('markers of nothing', () => {
  test.each(['', 'n/a', 'N/A', '-', '--', 'none', 'NULL', '#N/A', 'tbd', '?'])(
    '%j is one',
    (it) => {
      expect(isEmptyMarker(it)).toBe(true);
    },
  );
  test.each(['0', 'no', 'Nona', 'none yet', 'x'])('%j is none', (it) => {
    expect(isEmptyMarker(it)).toBe(false);
  });
  test.each(['None', 'Na', 'Null', 'Unknown'])('%j may be a name', (it) => {
    expect(isEmptyName(it)).toBe(false);
  });
});

describe('texts', () => {
  test('are composed, on one line, without control characters or halves of characters', () => {
    expect(oneLine(' Jose\u0301\r\n\tMun\u0303oz\u0000 ')).toBe('José Muñoz');
    expect(oneLine('x\ud800')).toBe('x\ufffd');
  });
  test('of several lines keep them', () => {
    expect(manyLines(' a\r\nb\rc\u0007\td ')).toBe('a\nb\nc\td');
  });
});

describe('parseYesNo', () => {
  test.each(['yes', 'Y', 'TRUE', '1', 'x', 'opted-in', 'Subscribed', '✓'])(
    'reads %j as yes',
    (it) => {
      expect(parseYesNo(it)).toBe(true);
    },
  );
  test.each(['no', 'N', 'False', '0', 'opted_out', 'STOP', 'do not text'])(
    'reads %j as no',
    (it) => {
      expect(parseYesNo(it)).toBe(false);
    },
  );
  test.each(['maybe', '2', '', 'in', 'out'])('does not guess at %j', (it) => {
    expect(parseYesNo(it)).toBeUndefined();
  });
});

describe('parseSpecies', () => {
  test.each([
    ['Dog', 'dog'],
    ['CANINE', 'dog'],
    ['K9', 'dog'],
    ['K-9', 'dog'],
    ['puppy', 'dog'],
    ['feline', 'cat'],
    ['Kitten', 'cat'],
    ['bunny', 'rabbit'],
    ['parrot', 'bird'],
    ['Guinea Pig', 'other'],
    ['other', 'other'],
  ])('reads %j as %s', (word, species) => {
    expect(parseSpecies(word)).toBe(species);
  });
  test.each(['dragon', '', 'dogcat'])('does not know %j', (word) => {
    expect(parseSpecies(word)).toBeUndefined();
  });
});

describe('splitName', () => {
  test.each([
    ['Jane Doe', 'Jane', 'Doe'],
    ['Doe, Jane', 'Jane', 'Doe'],
    ['  Mary  Ann  Smith ', 'Mary Ann', 'Smith'],
    ['van der Berg, Anna', 'Anna', 'van der Berg'],
    ['Cher', 'Cher', ''],
    ['Doe,', '', 'Doe'],
  ])('splits %j into %j and %j', (whole, firstName, lastName) => {
    expect(splitName(whole)).toEqual({ firstName, lastName });
  });
});
