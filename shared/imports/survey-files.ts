import { derivedId } from '../kernel/ids.ts';
import { ProblemError } from '../kernel/problem.ts';
import { FILE_ORDER } from './file-shape.ts';
import type { Mapping } from './mapping.ts';
import { MOST_ROWS, surveyFile, type FileSurvey, type ImportFile } from './survey-file.ts';

/**
 * Looks through all files of an import and puts them in the order in which they must go in:
 * owners, pets, flat ones, vaccinations. Throws a problem for the first that cannot be used.
 */
export async function surveyFiles(
  files: readonly ImportFile[],
  mapping: Mapping,
  onBytes?: (count: number) => void,
): Promise<FileSurvey[]> {
  if (files.length === 0) {
    throw new ProblemError({
      kind: 'import-no-files',
      status: 422,
      detail: 'There is no file to import.',
      field: 'files',
      allowed: 'at least one CSV file',
    });
  }
  const surveys: FileSurvey[] = [];
  let left = MOST_ROWS;
  for (const file of files) {
    const survey = await surveyFile(file, mapping, onBytes, left);
    left -= survey.rows;
    surveys.push(survey);
  }
  const place = (it: FileSurvey): number => FILE_ORDER.indexOf(it.map.shape.kind);
  return surveys.sort((a, b) => place(a) - place(b) || (a.file.name < b.file.name ? -1 : 1));
}

/**
 * The id of the import of these files: their content and the meaning given to it. Names of files
 * do not count, so a copy is the same import; another mapping makes it another.
 */
export function importIdOf(surveys: readonly FileSurvey[]): string {
  const parts = surveys.map((it) =>
    JSON.stringify([
      it.sha256,
      it.encoding,
      it.delimiter,
      it.dateOrder,
      it.mapping.defaultSpecies,
      it.map.columns.map(({ index, field }) => [index, field]),
    ]),
  );
  return derivedId('import', ...parts);
}
