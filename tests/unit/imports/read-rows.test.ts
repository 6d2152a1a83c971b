import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRows } from '../../../shared/imports/read-rows.ts';
import type { RawRow } from '../../../shared/imports/read-row.ts';
import { detectDelimiter } from '../../../shared/imports/detect-delimiter.ts';

async function rowsOf(bytes: Buffer, piece: number, delimiter: ',' | ';' | '\t' = ',') {
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, i) =>
    bytes.subarray(i * piece, (i + 1) * piece),
  );
  const rows: RawRow[] = [];
  const format = { file: 'a.csv', encoding: 'utf-8', delimiter };
  for await (const row of readRows(Readable.from(pieces), format)) rows.push(row);
  return rows;
}

const cell = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', ',', ';', '\t', '\n', '\r\n', ' ', '=', 'é', '日', '🐶'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 8,
});
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const breaks = (text: string): number => (text.match(/\r\n|\r|\n/g) ?? []).length;

describe('readRows', () => {
  test('gives back whatever was written, with the line each row begins on', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom<',' | ';' | '\t'>(',', ';', '\t'),
        fc.integer({ min: 1, max: 40 }),
        async (rows, end, delimiter, piece) => {
          const text = rows.map((row) => row.map(quoted).join(delimiter) + end).join('');
          const read = await rowsOf(Buffer.from(text), piece, delimiter);
          expect(read.map((it) => it.cells)).toEqual(rows.map((row) => row.map(asUtf8)));
          let line = 1;
          for (const [i, row] of rows.entries()) {
            expect(read[i]?.line).toBe(line);
            line += 1 + row.map(breaks).reduce((a, b) => a + b);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('passes an error of the stream on', async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('the disk is gone'));
      },
    });
    const format = { file: 'a.csv', encoding: 'utf-8', delimiter: ',' } as const;
    await expect(readRows(broken, format).next()).rejects.toThrow('the disk is gone');
  });

  test('closes the stream when its reader stops early', async () => {
    const source = Readable.from([Buffer.from('a,b\n1,2\n'), Buffer.from('3,4\n')]);
    const format = { file: 'a.csv', encoding: 'utf-8', delimiter: ',' } as const;
    for await (const row of readRows(source, format)) {
      expect(row.cells).toEqual(['a', 'b']);
      break;
    }
    expect(source.destroyed).toBe(true);
  });
});

/** What can be encoded: halves of surrogate pairs cannot. */
function asUtf8(text: string): string {
  return Buffer.from(text).toString();
}

describe('detectDelimiter', () => {
  test.each([
    ['a,b\n1,2', ','],
    ['a;b\n1;2', ';'],
    ['a\tb\n1\t2', '\t'],
    ['a;b, c\n1;2', ';'],
    ['a;"b,c,d,e"\n1;2', ';'],
    ['name\nJane', ','],
    ['', ','],
    ['sep=;\r\na,b;c', ';'],
    ['\ufeffsep=\t\na;b', '\t'],
    ['\n\na;b\n1;2', ';'],
    ['a;b\n"1,2,3,4\n5,6,7";2', ';'],
    ['a;b;c\n1;2,5;3', ';'],
  ])('of %j is %j', (text, delimiter) => {
    expect(detectDelimiter(text)).toBe(delimiter);
  });
});
