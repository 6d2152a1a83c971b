import type { Field, VaccineField } from './fields.ts';
import type { MappedColumn } from './map-headers.ts';
import { cleanCell, isEmptyMarker, oneLine } from './parse-cell.ts';
import type { ProblemEffect, RowProblem } from './row-facts.ts';

/** A cell with a value, cleaned. */
export interface Cell {
  readonly header: string;
  /** As it stands in the file. */
  readonly raw: string;
  readonly value: string;
}

/** Where the columns of a file are, by field. */
export type ColumnIndex = ReadonlyMap<string, readonly MappedColumn[]>;

/** Columns by field, in order of preference. */
export function columnIndex(columns: readonly MappedColumn[]): ColumnIndex {
  const index = new Map<string, MappedColumn[]>();
  for (const column of columns) {
    const same = index.get(column.field);
    if (same === undefined) index.set(column.field, [column]);
    else same.push(column);
  }
  return index;
}

/** Longest name, breed or clinic, in characters; staff may not enter longer ones either. */
export const MAX_LINE_LENGTH = 80;

/** Longest value shown in a finding, in characters. */
const SHOWN_LENGTH = 120;

/** Reads the cells of one row by field and collects what is wrong with them. */
export class RowCells {
  readonly problems: RowProblem[] = [];
  readonly #index: ColumnIndex;
  readonly #cells: readonly string[];
  readonly #at: { readonly file: string; readonly line: number };

  constructor(
    index: ColumnIndex,
    cells: readonly string[],
    at: { readonly file: string; readonly line: number },
  ) {
    this.#index = index;
    this.#cells = cells;
    this.#at = at;
  }

  /** The first filled cell of a field; a value `isEmpty` takes for nothing counts as not filled. */
  cell(field: Field | VaccineField, isEmpty = isEmptyMarker): Cell | undefined {
    for (const column of this.#index.get(field) ?? []) {
      const raw = this.#cells[column.index] ?? '';
      if (raw === '') continue;
      const value = cleanCell(raw);
      if (!isEmpty(value)) return { header: column.header, raw, value };
    }
    return undefined;
  }

  /** The text of a field on one line; one that is too long is reported and left out. */
  line(field: Field): string | undefined {
    const cell = this.cell(field);
    if (cell === undefined) return undefined;
    const text = oneLine(cell.value);
    if (text.length <= MAX_LINE_LENGTH) return text;
    this.report(cell, 'value', `This has more than ${MAX_LINE_LENGTH} characters.`);
    return undefined;
  }

  /** Reports a finding about a cell, or about the whole row when there is none. */
  report(cell: Cell | undefined, effect: ProblemEffect, reason: string): void {
    const shown = cell?.raw.slice(0, SHOWN_LENGTH);
    this.problems.push({
      ...this.#at,
      ...(cell !== undefined && { column: cell.header.slice(0, SHOWN_LENGTH), value: shown ?? '' }),
      reason,
      effect,
    });
  }
}
