import { ProblemError, type Problem } from '../kernel/problem.ts';

/** Why a whole file, and with it the import, is refused. */
export type FileRefusal =
  | 'import-not-csv'
  | 'import-encoding'
  | 'import-no-header'
  | 'import-columns-missing'
  | 'import-too-many-columns'
  | 'import-too-many-rows'
  | 'import-broken-quotes'
  | 'import-row-too-long'
  | 'import-date-order';

/** The problem of a file that cannot be imported; nothing of the import has gone in then. */
export function fileProblem(
  kind: FileRefusal,
  file: string,
  detail: string,
  more: Partial<Problem> = {},
): ProblemError {
  const problem: Problem = {
    kind,
    status: 422,
    detail: `${file}: ${detail}`,
    field: 'files',
    ...more,
  };
  return new ProblemError({ value: file, ...problem });
}
