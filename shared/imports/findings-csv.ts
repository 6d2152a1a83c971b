import type { Options } from 'csv-stringify';
import { stringify } from 'csv-stringify/sync';
import type { RowProblem } from './row-facts.ts';

/**
 * How findings are written as CSV: for whoever mends the file. Cells that a spreadsheet would
 * run as formulas are made plain text.
 */
export const FINDINGS_CSV: Options = {
  header: true,
  columns: ['file', 'line', 'column', 'value', 'reason', 'effect'],
  escape_formulas: true,
};

/** Findings as the text of a CSV file. */
export function findingsCsv(problems: readonly RowProblem[]): string {
  return stringify([...problems], FINDINGS_CSV);
}
