import { z } from 'zod';
import { fieldPath } from '../kernel/field-path.ts';
import { ProblemError } from '../kernel/problem.ts';
import { SPECIES } from '../customers/model.ts';
import { FIELDS, isField, type Field, type VaccineField } from './fields.ts';

const settings = {
  /** Header to field name, or `ignore`. Wins over what the header would be taken for. */
  columns: z
    .record(
      z.string(),
      z.string().refine((name) => name === 'ignore' || isField(name), {
        error: (issue) => `${JSON.stringify(issue.input)} is no field; known: ${FIELDS.join(', ')}`,
      }),
    )
    .optional(),
  /** How `03/04/2026` is to be read. */
  dateOrder: z.enum(['month-first', 'day-first']).optional(),
  delimiter: z.enum([',', ';', '\t']).optional(),
  /** An encoding label of the WHATWG standard (`windows-1252`, `macintosh`). */
  encoding: z.string().refine(isEncoding, 'is not an encoding this runtime knows').optional(),
  /** The species of pets whose row names none. */
  defaultSpecies: z.enum(SPECIES).optional(),
};

/** The schema of a mapping file: settings for all files, and by file name for one of them. */
export const mappingSchema = z.strictObject({
  ...settings,
  files: z.record(z.string(), z.strictObject(settings)).optional(),
});

/** What a person says about the files of an import. */
export type Mapping = z.infer<typeof mappingSchema>;

/** The part of a {@link Mapping} that holds for one file. */
export interface FileMapping {
  readonly columns: Readonly<Record<string, Field | VaccineField | 'ignore'>>;
  readonly dateOrder?: 'month-first' | 'day-first' | undefined;
  readonly delimiter?: ',' | ';' | '\t' | undefined;
  readonly encoding?: string | undefined;
  readonly defaultSpecies?: (typeof SPECIES)[number] | undefined;
}

/** Reads a mapping; throws a problem `import-mapping` that names every wrong field. */
export function readMapping(value: unknown): Mapping {
  const result = mappingSchema.safeParse(value ?? {});
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => ({
    field: fieldPath(issue.path),
    detail: issue.message,
  }));
  const first = errors[0];
  throw new ProblemError({
    kind: 'import-mapping',
    status: 400,
    detail: `The mapping is wrong at ${JSON.stringify(first?.field)}: ${first?.detail ?? ''}.`,
    errors,
  });
}

/** What the mapping says about the file of this name: its own settings before the general ones. */
export function mappingOf(mapping: Mapping, fileName: string): FileMapping {
  const { files, ...general } = mapping;
  const own = files?.[fileName] ?? {};
  return {
    ...general,
    ...own,
    columns: { ...general.columns, ...own.columns },
  };
}

function isEncoding(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}
