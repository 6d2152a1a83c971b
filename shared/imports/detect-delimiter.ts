/** What separates the cells of a row. */
export type Delimiter = ',' | ';' | '\t';

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];

/** A first line by which Excel is told the delimiter (`sep=;`). It is no data. */
const STATEMENT = /^\ufeff?sep=(.)[\r\n]*$/i;

/** How many rows are compared. */
const SAMPLE_ROWS = 20;

/**
 * The delimiter of a file from its beginning: as a `sep=` line says, else the candidate that cuts
 * most of the first rows into as many cells as the header, then the one that cuts the header into
 * most; a comma when none cuts it at all. What stands in quotes does not count.
 */
export function detectDelimiter(beginning: string): Delimiter {
  const [firstLine = ''] = beginning.split(/\r\n|\r|\n/, 1);
  const stated = STATEMENT.exec(firstLine)?.[1];
  if (stated !== undefined) return DELIMITERS.find((it) => it === stated) ?? ',';
  const [header = '', ...rows] = unquotedRows(beginning);
  const cellsIn = (row: string, delimiter: Delimiter): number => row.split(delimiter).length;
  const [best] = DELIMITERS.map((delimiter) => {
    const cells = cellsIn(header, delimiter);
    const fitting = rows.filter((row) => cellsIn(row, delimiter) === cells).length;
    return { delimiter, cells, fitting };
  })
    .filter((it) => it.cells > 1)
    .sort((a, b) => b.fitting - a.fitting || b.cells - a.cells);
  return best?.delimiter ?? ',';
}

/** Whether a row is the `sep=` line. Its delimiter cuts it in two. */
export function isDelimiterStatement(cells: readonly string[]): boolean {
  return (
    /^\ufeff?sep=$/i.test(cells[0] ?? '') || (cells.length === 1 && STATEMENT.test(cells[0] ?? ''))
  );
}

/** The first rows without what stands in quotes; blank ones are left out. */
function unquotedRows(text: string): readonly string[] {
  const rows: string[] = [];
  let row = '';
  let quoted = false;
  for (const letter of text.replace(/^\ufeff/, '')) {
    if (rows.length > SAMPLE_ROWS) break;
    if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === '\n' || letter === '\r')) {
      if (row.trim() !== '') rows.push(row);
      row = '';
    } else if (!quoted) row += letter;
  }
  return row.trim() === '' ? rows : [...rows, row];
}
