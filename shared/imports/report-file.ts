import type { FileKind } from './file-shape.ts';
import type { DateOrder } from './parse-date.ts';
import type { FileSurvey } from './survey-file.ts';

/** How a file was understood. */
export interface FileReport {
  readonly name: string;
  readonly kind: FileKind;
  /** Data rows. */
  readonly rows: number;
  readonly encoding: string;
  readonly delimiter: string;
  /** What settled how `03/04/2026` is read; absent: nothing, such dates are refused. */
  readonly dateOrder?: DateOrder;
  readonly columns: readonly { readonly header: string; readonly field: string }[];
  /** Columns that are not imported, and why. */
  readonly ignored: readonly { readonly header: string; readonly why: string }[];
  /** What a person should know about the file as a whole. */
  readonly notes: readonly string[];
}

/** Tells how a file was understood. */
export function reportFile(survey: FileSurvey): FileReport {
  const { file, map, rows, encoding, delimiter, dateOrder } = survey;
  return {
    name: file.name,
    kind: map.shape.kind,
    rows,
    encoding,
    delimiter,
    ...(dateOrder !== undefined && { dateOrder }),
    columns: map.columns.map(({ header, field }) => ({ header, field })),
    ignored: map.ignored,
    notes: notesOn(survey),
  };
}

function notesOn({ map, mapping }: FileSurvey): readonly string[] {
  const fields = new Set<string>(map.columns.map((column) => column.field));
  const notes: string[] = [];
  const noSpecies = !fields.has('pet.species') && mapping.defaultSpecies === undefined;
  if (map.shape.createsPets && noSpecies) {
    notes.push('No column says the species: new pets are kept as "other" (see defaultSpecies).');
  }
  const identified = ['owner.id', 'owner.phone', 'owner.email'].some((it) => fields.has(it));
  if (map.shape.createsOwners && !identified) {
    notes.push('Owners are known by name alone here: namesakes become one.');
  }
  return notes;
}
