import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ProblemError } from '../../shared/kernel/problem.ts';
import type { ImportFile } from '../../shared/imports/survey-file.ts';

/** The CSV files of a path: the file itself, or all `*.csv` of a folder by name, and their bytes in all. */
export async function csvFiles(
  path: string,
): Promise<{ readonly files: readonly ImportFile[]; readonly bytes: number }> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw noFile(path, `There is no file or folder ${path}.`);
  const paths = found.isDirectory()
    ? (await readdir(path))
        .filter((name) => /\.csv$/i.test(name) && !/\.problems\.csv$/i.test(name))
        .sort()
        .map((name) => join(path, name))
    : [path];
  if (paths.length === 0) throw noFile(path, `The folder ${path} holds no CSV file.`);
  let bytes = 0;
  for (const file of paths) bytes += (await stat(file)).size;
  const files = paths.map((file) => ({
    name: basename(file),
    open: () => createReadStream(file),
  }));
  return { files, bytes };
}

function noFile(path: string, detail: string): ProblemError {
  return new ProblemError({
    kind: 'no-file',
    status: 404,
    detail,
    field: 'path',
    value: path,
    allowed: 'a CSV file, or a folder with owners.csv, pets.csv and vaccinations.csv',
  });
}
