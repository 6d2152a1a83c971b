import type { RowProblem } from './row-facts.ts';

/** The header of a file of findings. */
export const PROBLEM_CSV_HEADER = 'file,line,column,value,reason,effect\r\n';

/**
 * A finding as a line of CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets
 * an apostrophe in front, which the import understands on the way back.
 */
export function problemCsvLine(problem: RowProblem): string {
  const { file, line, column = '', value = '', reason, effect } = problem;
  return [file, String(line), column, value, reason, effect].map(cell).join(',') + '\r\n';
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
