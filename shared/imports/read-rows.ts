import { Readable } from 'node:stream';
import { CsvError, parse, type Options, type Parser } from 'csv-parse';
import { isDelimiterStatement, type Delimiter } from './detect-delimiter.ts';
import { fileProblem } from './import-problem.ts';
import type { RawRow } from './read-row.ts';

/** Longest row, in bytes: beyond it a quote was surely left open. */
const MAX_ROW_BYTES = 200_000;

/** How a file is to be taken apart. */
export interface RowFormat {
  readonly file: string;
  readonly encoding: string;
  readonly delimiter: Delimiter;
}

/**
 * The rows of a CSV file, one by one, header first (as row 0), with the line each begins on.
 * Line breaks may be LF, CR LF or CR and may stand inside quotes; blank lines are passed over.
 *
 * Throws a problem when the structure cannot be trusted: `import-broken-quotes` (never closed,
 * or text beside a quoted cell), `import-row-too-long`. Whatever the stream throws passes through.
 */
export async function* readRows(
  bytes: Readable,
  format: RowFormat,
  onBytes: (count: number) => void = () => undefined,
): AsyncGenerator<RawRow> {
  const place = { line: 1, row: 0 };
  const parser = rowParser(format, place);
  const source = Readable.from(decoded(bytes, format.encoding, onBytes));
  source.once('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const row of parser) yield row as RawRow;
  } catch (error) {
    throw error instanceof CsvError ? structureProblem(error, format.file, place.line) : error;
  } finally {
    source.destroy();
    bytes.destroy();
  }
}

/** Turns bytes into rows; `place` runs ahead of them: it is where the parser itself is. */
function rowParser(format: RowFormat, place: { line: number; row: number }): Parser {
  const options: Options<RawRow, string[]> = {
    bom: true,
    delimiter: format.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: MAX_ROW_BYTES,
    on_record: (cells) => {
      const { line, row } = place;
      place.line += 1 + breaksInside(cells);
      if (cells.length === 1 && cells[0]?.trim() === '') return null;
      if (line === 1 && isDelimiterStatement(cells)) return null;
      place.row += 1;
      return { cells, line, row };
    },
  };
  // Its types for rows as arrays know only arrays as an outcome; it passes on what it is given.
  return parse(options as unknown as Options);
}

async function* decoded(
  bytes: Readable,
  encoding: string,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  const decoder = encoding === 'utf-8' ? undefined : new TextDecoder(encoding);
  for await (const chunk of bytes) {
    const part = chunk as Uint8Array;
    onBytes(part.byteLength);
    yield decoder === undefined ? part : Buffer.from(decoder.decode(part, { stream: true }));
  }
  const rest = decoder?.decode() ?? '';
  if (rest !== '') yield Buffer.from(rest);
}

function breaksInside(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells) {
    if (cell.includes('\n') || cell.includes('\r')) breaks += cell.split(/\r\n|\r|\n/).length - 1;
  }
  return breaks;
}

function structureProblem(error: CsvError, file: string, line: number): Error {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return fileProblem(
        'import-broken-quotes',
        file,
        `a quote opened in the row on line ${line} is never closed.`,
      );
    case 'CSV_MAX_RECORD_SIZE':
      return fileProblem(
        'import-row-too-long',
        file,
        `the row on line ${line} is longer than ${MAX_ROW_BYTES} bytes: is a quote left open there?`,
      );
    default:
      return fileProblem(
        'import-broken-quotes',
        file,
        `a quote stands inside the text of a cell in the row on line ${line}.`,
        { allowed: 'cells with quotes wrapped in quotes, and quotes in them doubled' },
      );
  }
}
