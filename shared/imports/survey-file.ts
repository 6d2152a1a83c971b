import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { detectDelimiter, type Delimiter } from './detect-delimiter.ts';
import { EncodingDetector } from './detect-encoding.ts';
import { isDateField } from './fields.ts';
import { fileProblem } from './import-problem.ts';
import { mapHeaders, type HeaderMap, type HeaderRefusal } from './map-headers.ts';
import { mappingOf, type FileMapping, type Mapping } from './mapping.ts';
import { cleanCell } from './parse-cell.ts';
import { dateOrderEvidence, type DateOrder } from './parse-date.ts';
import { mayBeRefund } from './read-payment.ts';
import { readRows } from './read-rows.ts';

/** A file to be imported. */
export interface ImportFile {
  readonly name: string;
  /** Its bytes from the beginning; called more than once, each time with the same content. */
  open(): Readable;
}

/** What a look through the whole file found, before anything is written. */
export interface FileSurvey {
  readonly file: ImportFile;
  readonly bytes: number;
  readonly sha256: string;
  readonly encoding: string;
  readonly delimiter: Delimiter;
  readonly headers: readonly string[];
  readonly map: HeaderMap;
  readonly mapping: FileMapping;
  /** Settled by the mapping or by the dates of the file; undefined: nothing settles it. */
  readonly dateOrder: DateOrder | undefined;
  /** Data rows. */
  readonly rows: number;
  /** Some row may tell of money given back. */
  readonly refunds: boolean;
}

/**
 * Looks through a file: encoding, delimiter, meaning of the columns, order of its dates, and
 * whether its structure can be read to the end. Throws a problem (see `import-problem.ts`) for
 * whatever makes the file as a whole unusable, so that such a file changes nothing.
 */
export async function surveyFile(
  file: ImportFile,
  mapping: Mapping,
  onBytes: (count: number) => void = () => undefined,
  mostRows = MOST_ROWS,
): Promise<FileSurvey> {
  const own = mappingOf(mapping, file.name);
  const { beginning, ...content } = await surveyBytes(file, own.encoding, onBytes);
  const delimiter = own.delimiter ?? detectDelimiter(beginning);
  const format = { file: file.name, encoding: content.encoding, delimiter };
  let header: Header | undefined;
  let refunds = false;
  let rows = 0;
  for await (const { cells, line, row } of readRows(file.open(), format, onBytes)) {
    if (header === undefined) {
      const map = mapOrThrow(cells, file.name, own);
      header = { cells, map, evidence: new DateEvidence(map) };
    } else {
      if (own.dateOrder === undefined) header.evidence.look(cells, line);
      refunds = refunds || holdsRefund(header.map, cells);
      rows = row;
      if (rows > mostRows) throw tooManyRows(file.name);
    }
  }
  if (header === undefined) {
    throw fileProblem('import-no-header', file.name, 'the file is empty.');
  }
  return {
    file,
    ...content,
    delimiter,
    headers: header.cells,
    map: header.map,
    mapping: own,
    dateOrder: own.dateOrder ?? header.evidence.orderOrThrow(file.name),
    rows,
    refunds,
  };
}

interface Header {
  readonly cells: readonly string[];
  readonly map: HeaderMap;
  readonly evidence: DateEvidence;
}

/** Rows that all files of an import may have; millions of rows of nothing fit into few bytes. */
export const MOST_ROWS = 1_000_000;

function tooManyRows(file: string): Error {
  return fileProblem('import-too-many-rows', file, 'there are too many rows up to here.', {
    allowed: `at most ${String(MOST_ROWS)} rows in all files of an import`,
  });
}

/** No customer list has more; one that does is something else. */
const MAX_COLUMNS = 1000;

/** How many columns a refusal names. */
const SHOWN_COLUMNS = 40;

const BEGINNING_BYTES = 65_536;

async function surveyBytes(
  file: ImportFile,
  statedEncoding: string | undefined,
  onBytes: (count: number) => void,
): Promise<{ bytes: number; sha256: string; encoding: string; beginning: string }> {
  const hash = createHash('sha256');
  const detector = new EncodingDetector(file.name);
  const head: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of file.open()) {
    const part = chunk as Uint8Array;
    if (bytes < BEGINNING_BYTES) head.push(part);
    bytes += part.byteLength;
    onBytes(part.byteLength);
    hash.update(part);
    if (statedEncoding === undefined) detector.feed(part);
  }
  const encoding = statedEncoding ?? detector.result().label;
  const beginning = new TextDecoder(encoding).decode(Buffer.concat(head));
  return { bytes, sha256: hash.digest('hex'), encoding, beginning };
}

/** What the dates of a file say about the order of day and month, with the first witness of each. */
class DateEvidence {
  readonly #columns: readonly { readonly index: number; readonly header: string }[];
  readonly #witness = new Map<DateOrder, string>();

  constructor(map: HeaderMap) {
    this.#columns = map.columns.filter((column) => isDateField(column.field));
  }

  look(cells: readonly string[], line: number): void {
    for (const { index, header } of this.#columns) {
      const value = cells[index];
      if (value === undefined || value.length < 8) continue;
      const order = dateOrderEvidence(cleanCell(value));
      if (order === undefined || this.#witness.has(order)) continue;
      this.#witness.set(order, `line ${line}, ${header}: ${cleanCell(value)}`);
    }
  }

  orderOrThrow(file: string): DateOrder | undefined {
    const [order, second] = this.#witness.keys();
    if (second === undefined) return order;
    const detail = `some dates are written day first, others month first (${[...this.#witness.values()].join('; ')}).`;
    throw fileProblem('import-date-order', file, detail, {
      allowed:
        'one order throughout, or `dateOrder` in the mapping: dates that do not fit are then refused by row',
    });
  }
}

function holdsRefund({ columns }: HeaderMap, cells: readonly string[]): boolean {
  return columns.some(({ field, index }) => mayBeRefund(field, cells[index]));
}

function mapOrThrow(cells: readonly string[], file: string, mapping: FileMapping): HeaderMap {
  if (cells.length > MAX_COLUMNS) {
    const detail = `it has ${String(cells.length)} columns.`;
    const allowed = `at most ${String(MAX_COLUMNS)} columns`;
    throw fileProblem('import-too-many-columns', file, detail, { allowed });
  }
  const result = mapHeaders(cells, file, mapping.columns);
  if (result.ok) return result.value;
  throw looksLikeData(cells)
    ? fileProblem('import-no-header', file, 'the first row holds data, not the names of columns.')
    : columnsMissing(file, result.error);
}

function looksLikeData(cells: readonly string[]): boolean {
  return cells.some((cell) => /^\S+@\S+\.\S+$|^[\d\s()+./:-]{5,}$/.test(cell.trim()));
}

function columnsMissing(file: string, { need, found, guesses, anyOf }: HeaderRefusal): Error {
  const guessed = guesses
    .slice(0, 5)
    .map((it) => ` Is "${it.header}" meant as "${it.like}"?`)
    .join('');
  const more = found.length - SHOWN_COLUMNS;
  const columns =
    found
      .slice(0, SHOWN_COLUMNS)
      .map((header) => JSON.stringify(header))
      .join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
  const detail = `no column holds ${need}. Found: ${columns}.${guessed}`;
  return fileProblem('import-columns-missing', file, detail, {
    allowed: `a column for ${anyOf.join(' or ')}; a mapping can name it`,
  });
}
