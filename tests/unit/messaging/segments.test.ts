import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, it } from 'vitest';
import { countSegments } from '../../../shared/messaging/segments.ts';

const digits = (length: number) => '1234567890'.repeat(40).slice(0, length);

describe('countSegments', () => {
  it.each([
    ['160 plain characters fit alone', 'a'.repeat(160), 'GSM-7', 1, 160, 160],
    ['161 plain characters need a chain', 'a'.repeat(161), 'GSM-7', 2, 161, 153],
    ['306 plain characters fill two', 'a'.repeat(306), 'GSM-7', 2, 306, 153],
    ['460 plain characters need four', 'a'.repeat(460), 'GSM-7', 4, 460, 153],
    ['an extension character takes two septets', `^${digits(158)}`, 'GSM-7', 1, 160, 160],
    ['an extension character can tip the text over', `|${digits(159)}`, 'GSM-7', 2, 161, 153],
    ['81 euro signs', '€'.repeat(81), 'GSM-7', 2, 162, 153],
    ['a form feed is an extension character', `${'a'.repeat(158)}\f`, 'GSM-7', 1, 160, 160],
    ['Ç is in the alphabet', 'Ç'.repeat(160), 'GSM-7', 1, 160, 160],
    ['a line break of two characters', '\r\n', 'GSM-7', 1, 2, 160],
    ['ç is not in the alphabet', 'ç'.repeat(71), 'UCS-2', 2, 71, 67],
    ['a tab is not in the alphabet', 'a\tb', 'UCS-2', 1, 3, 70],
    ['a backtick is not in the alphabet', '`', 'UCS-2', 1, 1, 70],
    ['a curly quote turns the whole text', `${'a'.repeat(70)}’`, 'UCS-2', 2, 71, 67],
    ['70 Cyrillic letters fit alone', 'й'.repeat(70), 'UCS-2', 1, 70, 70],
    ['an emoji and 68 digits', `😜${digits(68)}`, 'UCS-2', 1, 70, 70],
    ['an emoji and 69 digits', `😜${digits(69)}`, 'UCS-2', 2, 71, 67],
    ['an emoji and 133 digits', `😜${digits(133)}`, 'UCS-2', 3, 135, 67],
    ['a flag of four units and 66 digits', `🇮🇹${digits(66)}`, 'UCS-2', 1, 70, 70],
    ['a flag of four units and 67 digits', `🇮🇹${digits(67)}`, 'UCS-2', 2, 71, 67],
    ['an extension character in UCS-2 is one unit', `😀${']'.repeat(69)}`, 'UCS-2', 2, 71, 67],
  ] as const)('%s', (_title, text, encoding, segments, units, perSegment) => {
    expect(countSegments(text)).toEqual({ encoding, segments, units, perSegment });
  });

  it('never cuts an extension character in two, even if that costs a segment', () => {
    const straddling = `${'a'.repeat(152)}€${'a'.repeat(151)}`;
    expect(countSegments(straddling).segments).toBe(2);
    expect(countSegments(`${straddling}a`)).toMatchObject({ segments: 3, units: 306 });
  });

  it('never cuts a surrogate pair in two, even if that costs a segment', () => {
    expect(countSegments('👍'.repeat(66)).segments).toBe(2);
    expect(countSegments('👍'.repeat(67))).toMatchObject({ segments: 3, units: 134 });
  });

  it('never cuts what a person sees as one character', () => {
    const family = '👩‍👩‍👧‍👦';
    const fits = 'й'.repeat(67 - family.length) + family + 'й'.repeat(67);
    expect(countSegments(fits).segments).toBe(2);
    expect(countSegments(`й${fits.slice(0, -1)}`)).toMatchObject({ segments: 3, units: 134 });
  });

  it('cuts a character that is longer than a segment, but not inside a surrogate pair', () => {
    expect(countSegments(`а${'\u0301'.repeat(133)}`)).toMatchObject({ segments: 2, units: 134 });
    const pairs = `👍${'\u{1e000}'.repeat(66)}`;
    expect(countSegments(pairs)).toMatchObject({ segments: 3, units: 134 });
  });

  it('counts the empty text as one segment', () => {
    expect(countSegments('')).toEqual({
      encoding: 'GSM-7',
      segments: 1,
      units: 0,
      perSegment: 160,
    });
  });

  it.each([
    ['the GSM alphabet', fc.constantFrom(...Array.from('ab \né[]{}€^~\r\n'))],
    ['any script', fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })],
    ['any code point', fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })],
    [
      'lone surrogates',
      fc.integer({ min: 0xd7ff, max: 0xe000 }).map((u) => String.fromCharCode(u)),
    ],
    [
      'emoji and what combines',
      fc.constantFrom(
        ...['👍', '👍🏽', '👩‍👩‍👧‍👦', '🇮🇹', '🏴‍☠️', '🤌🏾', '1️⃣', '🏽', '\u200d', '\ufe0f', 'e\u0301'],
        ...[
          '한',
          'ᄒ',
          'ᅡ',
          'ᆫ',
          'क्ष',
          'ส',
          'ำ',
          '\u0600',
          '\u00ad',
          'カ\u3099',
          '漢',
          'й',
          'a',
          '\r\n',
        ],
      ),
    ],
  ])("agrees with Twilio's calculator on texts of %s", (_title, unit) => {
    const text = fc
      .tuple(fc.integer({ min: 0, max: 160 }), fc.array(unit, { maxLength: 200, size: 'max' }))
      .map(([plain, units]) => 'a'.repeat(plain) + units.join(''));
    fc.assert(
      fc.property(text, (body) => {
        const theirs = new SegmentedMessage(body);
        const ours = countSegments(body);
        expect([ours.encoding, ours.segments]).toEqual([theirs.encodingName, theirs.segmentsCount]);
      }),
      { numRuns: 300 },
    );
  });
});
