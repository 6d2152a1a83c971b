import { localDateAt } from '../kernel/time-zone.ts';
import type { Context } from '../platform/context.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { importCustomers } from './import-customers.ts';
import { readMapping } from './mapping.ts';
import type { ImportCounts } from './model.ts';
import { completeFiles } from './order/order-import.ts';
import { readFirstRows } from './read-pages.ts';
import { reportFile, type FileReport } from './report-file.ts';
import type { RowFacts, RowProblem } from './row-facts.ts';
import { surveyFiles } from './survey-files.ts';
import { openImportFile } from './upload/open-file.ts';

/** Imports of at most so many rows are rehearsed for their preview. */
const MOST_REHEARSED_ROWS = 5000;

/** What is to be previewed. */
export interface PreviewInput {
  readonly tenantId: string;
  /** Ids of uploaded files that are complete. */
  readonly fileIds: readonly string[];
  /** See `mapping.ts`. */
  readonly mapping?: Readonly<Record<string, unknown>> | undefined;
  /** How many rows of each file are shown. */
  readonly rows: number;
}

/** A file as it was understood, and its first rows. */
export interface FilePreview extends FileReport {
  readonly firstRows: readonly RowFacts[];
}

/** What an import would do, before it is ordered. */
export interface ImportPreview {
  readonly files: readonly FilePreview[];
  /** Every row was gone through as the import would; else only the first rows of each file. */
  readonly rehearsed: boolean;
  /** What would go in; absent when it was not rehearsed. */
  readonly counts?: ImportCounts;
  /** The first findings about the rows that were gone through. */
  readonly problems: readonly RowProblem[];
}

/** Most findings of a preview. */
const MOST_PROBLEMS = 50;

/**
 * Says how uploaded files would be imported: what each column is taken for, what is left out and
 * why, the order of dates, the first rows as understood; for small files also what would become
 * of every row. Nothing is written. Throws what the import itself would throw for the files.
 */
export async function previewImport(context: Context, input: PreviewInput): Promise<ImportPreview> {
  const { tenantId, mapping, rows } = input;
  const tenant = await loadTenant(context, tenantId);
  const found = await completeFiles(context, tenantId, input.fileIds);
  const files = found.map(({ value }) => openImportFile(context, value));
  const surveys = await surveyFiles(files, readMapping(mapping));
  const now = context.clock.now();
  const today = localDateAt(now, tenant.timeZone);
  const reading = { surveys, tenant, today, now, from: { file: 0, row: 0 } };
  const first = await readFirstRows(reading, rows);
  const previews = surveys.map((survey, file) => ({
    ...reportFile(survey),
    firstRows: first[file] ?? [],
  }));
  const allRows = surveys.reduce((sum, it) => sum + it.rows, 0);
  if (allRows > MOST_REHEARSED_ROWS) {
    const problems = first.flat().flatMap((row) => row.problems);
    return { files: previews, rehearsed: false, problems: problems.slice(0, MOST_PROBLEMS) };
  }
  const rehearsal = { tenantId, files, dryRun: true, ...(mapping !== undefined && { mapping }) };
  const { counts, problems } = await importCustomers(context, rehearsal);
  return { files: previews, rehearsed: true, counts, problems };
}
