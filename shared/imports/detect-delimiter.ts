/** What separates the cells of a row. */
export type Delimiter = ',' | ';' | '\t';

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];

/** A first line by which Excel is told the delimiter (`sep=;`). It is no data. */
const STATEMENT = /^\ufeff?sep=(.)[\r\n]*$/i;

/**
 * The delimiter of a file from its beginning: as a `sep=` line says, else the candidate that
 * stands most often outside quotes in the first line; a comma when none does.
 */
export function detectDelimiter(beginning: string): Delimiter {
  const [firstLine = ''] = beginning.split(/\r\n|\r|\n/, 1);
  const stated = STATEMENT.exec(firstLine)?.[1];
  if (stated !== undefined) return DELIMITERS.find((it) => it === stated) ?? ',';
  const header = firstRecord(beginning.replace(/^\ufeff?[\r\n]*/, ''));
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Whether a row is the `sep=` line. Its delimiter cuts it in two. */
export function isDelimiterStatement(cells: readonly string[]): boolean {
  return (
    /^\ufeff?sep=$/i.test(cells[0] ?? '') || (cells.length === 1 && STATEMENT.test(cells[0] ?? ''))
  );
}

/** The first record without what stands in quotes. */
function firstRecord(text: string): string {
  let outside = '';
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === '\n' || letter === '\r')) break;
    else if (!quoted) outside += letter;
  }
  return outside;
}
