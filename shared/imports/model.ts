import { z } from 'zod';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';

/** How many findings an import keeps; all of them pass through `onProblem`. */
export const KEPT_PROBLEMS = 50;

/** A finding about a row as it is stored, see `row-facts.ts`. */
export const rowProblem = z.object({
  file: z.string(),
  line: z.number(),
  column: z.string().optional(),
  value: z.string().optional(),
  reason: z.string(),
  effect: z.enum([
    ...(['row', 'owner', 'pet', 'vaccination', 'appointment', 'payment', 'value', 'note'] as const),
  ]),
});

const documentCounts = z.object({
  created: z.number(),
  updated: z.number(),
  /** Mentions of a document in a page whose rows changed nothing about it. */
  unchanged: z.number(),
});

function noDocuments() {
  return { created: 0, updated: 0, unchanged: 0 };
}

/** What an import has done, as it is stored. */
export const importCounts = z.object({
  /** Rows dealt with, the refused ones included. */
  rows: z.number(),
  /** Rows of which nothing went in. */
  refusedRows: z.number(),
  /** Rows of which a part was left out and the rest went in. */
  partialRows: z.number(),
  /** Findings of every kind. */
  problems: z.number(),
  owners: documentCounts,
  pets: documentCounts,
  vaccinations: documentCounts,
  appointments: documentCounts.default(noDocuments),
  payments: documentCounts.default(noDocuments),
  consents: documentCounts.default(noDocuments),
});
/** What an import has done so far. */
export type ImportCounts = z.output<typeof importCounts>;
/** What became of the documents of one kind. */
export type DocumentCounts = z.output<typeof documentCounts>;

/**
 * An import of certain files into a tenant; its id derives from their content and its meaning,
 * so that the same files are the same import. Replaced in the commit of every page: where it
 * says the cursor is, there the import is.
 */
export const importType = documentType('import', {
  status: z.enum(['running', 'finished']),
  files: z.array(
    z.object({ name: z.string(), kind: z.string(), bytes: z.number(), rows: z.number() }),
  ),
  /** The next row: position of the file, and how many of its rows are done. */
  cursor: z.object({ file: z.number(), row: z.number() }),
  counts: importCounts,
  /** The first findings, at most {@link KEPT_PROBLEMS}. */
  problems: z.array(rowProblem),
  /** How many documents hold all findings of the present run, see `findings.ts`; absent: none. */
  findingPages: z.number().optional(),
  /** Who is at work; another may take over after `until`. Absent: nobody. */
  lease: z.object({ holder: z.string(), until: instantField }).optional(),
  /** Counts the runs from the first row on, from 1. */
  run: z.number(),
  /** When the present run began. */
  startedAt: instantField,
  finishedAt: instantField.optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** An import. */
export type Import = DocumentOf<typeof importType>;

/**
 * Stands in for an id that an import would have given to a record which was known already under
 * another id (entered by staff, or imported without ids), so that later files find it.
 */
export const importAliasType = documentType('importAlias', {
  /** Id of the owner or pet meant. */
  target: z.string(),
  createdAt: instantField,
});
/** Counts before anything was done. */
export function noCounts(): ImportCounts {
  return {
    rows: 0,
    refusedRows: 0,
    partialRows: 0,
    problems: 0,
    owners: noDocuments(),
    pets: noDocuments(),
    vaccinations: noDocuments(),
    appointments: noDocuments(),
    payments: noDocuments(),
    consents: noDocuments(),
  };
}

/** The sum of two counts. */
export function addCounts(a: ImportCounts, b: ImportCounts): ImportCounts {
  const sum = (x: DocumentCounts, y: DocumentCounts): DocumentCounts => ({
    created: x.created + y.created,
    updated: x.updated + y.updated,
    unchanged: x.unchanged + y.unchanged,
  });
  return {
    rows: a.rows + b.rows,
    refusedRows: a.refusedRows + b.refusedRows,
    partialRows: a.partialRows + b.partialRows,
    problems: a.problems + b.problems,
    owners: sum(a.owners, b.owners),
    pets: sum(a.pets, b.pets),
    vaccinations: sum(a.vaccinations, b.vaccinations),
    appointments: sum(a.appointments, b.appointments),
    payments: sum(a.payments, b.payments),
    consents: sum(a.consents, b.consents),
  };
}
