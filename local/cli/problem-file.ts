import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { stringify, type Stringifier } from 'csv-stringify';
import { FINDINGS_CSV } from '../../shared/imports/findings-csv.ts';
import type { RowProblem } from '../../shared/imports/row-facts.ts';

/** Writes the findings about rows beside the imported file, for whoever mends it. */
export interface ProblemFile {
  add(problem: RowProblem): Promise<void>;
  /** Closes the file; returns its path, or undefined when there was nothing to write. */
  close(): Promise<string | undefined>;
}

/** A CSV file of findings at `path`, made at the first one; an older one is removed. */
export async function problemFile(path: string): Promise<ProblemFile> {
  await rm(path, { force: true });
  let open: { readonly rows: Stringifier; readonly file: WriteStream } | undefined;
  return {
    async add(problem) {
      if (open === undefined) {
        const file = createWriteStream(path);
        const rows = stringify(FINDINGS_CSV);
        rows.pipe(file);
        open = { rows, file };
      }
      if (!open.rows.write(problem)) {
        const { rows } = open;
        await new Promise<void>((resolve) => rows.once('drain', resolve));
      }
    },
    async close() {
      if (open === undefined) return undefined;
      open.rows.end();
      await finished(open.file);
      return path;
    },
  };
}
