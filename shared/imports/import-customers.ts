import { localDateAt } from '../kernel/time-zone.ts';
import type { Context } from '../platform/context.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { commitPage } from './commit-page.ts';
import { ImportRun } from './import-run.ts';
import { readMapping } from './mapping.ts';
import type { Import, ImportCounts } from './model.ts';
import { pageStore, type PageStore } from './page-store.ts';
import type { FileRules, PageRules } from './plan-page.ts';
import { readCatalogue } from './catalogue.ts';
import { readPages } from './read-pages.ts';
import { startRecompute } from './recompute/recompute-job.ts';
import { rehearsalStore } from './rehearsal-store.ts';
import { reportFile, type FileReport } from './report-file.ts';
import type { RowProblem } from './row-facts.ts';
import type { FileSurvey, ImportFile } from './survey-file.ts';
import { importIdOf, surveyFiles } from './survey-files.ts';

/** What an import is given. */
export interface ImportInput {
  readonly tenantId: string;
  readonly files: readonly ImportFile[];
  /** The content of a mapping file, see `mapping.ts`. */
  readonly mapping?: unknown;
  /** Decide everything, write nothing. */
  readonly dryRun?: boolean;
  readonly onProgress?: (progress: ImportProgress) => void;
  /**
   * Every finding about a row, in order, before its page is written. A run that goes on after a
   * crash may repeat those of one page.
   */
  readonly onProblem?: (problem: RowProblem) => void | Promise<void>;
  /**
   * The import as it stands: once it was opened, and after every page. The next page waits for
   * what this returns; what it throws stops the import where it stands.
   */
  readonly onPage?: (document: Import) => void | Promise<void>;
  /** Stops after the page under way; the import can be continued later. */
  readonly signal?: AbortSignal;
}

/** How far an import is. */
export type ImportProgress =
  /** Looking through the files; `bytes` in all is twice their size. */
  | { readonly phase: 'looking'; readonly bytes: number }
  | { readonly phase: 'importing'; readonly rows: number; readonly totalRows: number };

/** What an import did. */
export interface ImportResult {
  readonly importId: string;
  readonly dryRun: boolean;
  /** paused: stopped by the signal, to be continued by the same call. */
  readonly status: 'finished' | 'paused';
  /** Where this run went on after one that was cut off; absent: it began with the first row. */
  readonly resumedAfter?: { readonly file: string; readonly row: number };
  /** Of all rows since the first, those of a run that was cut off included. */
  readonly counts: ImportCounts;
  /** The first findings (50 at most); `counts.problems` tells how many there are. */
  readonly problems: readonly RowProblem[];
  /** In the order in which they went in. */
  readonly files: readonly FileReport[];
}

/**
 * Imports owners, pets, vaccinations, visits and payments from CSV files.
 *
 * Files are looked through first; one that is unusable as a whole throws its problem and nothing
 * goes in. Then rows go in page by page, each page with the cursor of the import in one commit:
 * whatever cuts the import off, the same call goes on after the last page, and two runs of the
 * same files cannot interleave. Right rows go in, wrong ones are reported. The same rows again
 * change nothing. Nobody is texted and no event is raised.
 *
 * Throws ProblemError: `unknown-tenant`, `import-mapping`, `import-running`, `busy`, and those of
 * `import-problem.ts`.
 */
export async function importCustomers(context: Context, input: ImportInput): Promise<ImportResult> {
  const { tenantId, dryRun = false } = input;
  const tenant = await loadTenant(context, tenantId);
  const surveys = await survey(input);
  const store = (dryRun ? rehearsalStore : pageStore)(context.records, liveOf(tenantId));
  const fresh = {
    id: importIdOf(surveys),
    tenantId,
    files: surveys.map(({ file: { name }, map, bytes, rows }) => {
      return { name, kind: map.shape.kind, bytes, rows };
    }),
  };
  const run = await ImportRun.open(store, context.clock, fresh, context.ids.next('request'));
  const from = run.document.cursor;
  let finished = false;
  try {
    if (await importPages(context, input, { tenant, surveys, run, store })) {
      await run.finish();
      finished = true;
    }
  } finally {
    if (!finished) await letGo(context, run);
  }
  if (!dryRun) await startRecompute(context, tenantId, run.document.id);
  return {
    importId: run.document.id,
    dryRun,
    status: finished ? 'finished' : 'paused',
    ...(from.file + from.row > 0 && {
      resumedAfter: { file: surveys[from.file % surveys.length]?.file.name ?? '', row: from.row },
    }),
    counts: run.document.counts,
    problems: run.document.problems as RowProblem[],
    files: surveys.map(reportFile),
  };
}

async function survey({ files, mapping, onProgress }: ImportInput): Promise<FileSurvey[]> {
  let bytes = 0;
  return surveyFiles(files, readMapping(mapping), (count) => {
    bytes += count;
    onProgress?.({ phase: 'looking', bytes });
  });
}

/** Imports page after page; false: stopped by the signal before the end. */
async function importPages(
  context: Context,
  { tenantId, onProblem = nothing, onPage = nothing, onProgress, signal }: ImportInput,
  work: {
    readonly tenant: Tenant;
    readonly surveys: readonly FileSurvey[];
    readonly run: ImportRun;
    readonly store: PageStore;
  },
): Promise<boolean> {
  const { tenant, surveys, run, store } = work;
  const files = filesOf(surveys);
  const totalRows = surveys.reduce((sum, it) => sum + it.rows, 0);
  const { startedAt, cursor } = run.document;
  const catalogue = await readCatalogue(context.records, tenantId);
  const charges = surveys.some(holdsPayments);
  await onPage(run.document);
  // One date for the whole run: which rows are refused must not depend on the hour.
  const today = localDateAt(context.clock.now(), tenant.timeZone);
  const rules = (): PageRules => {
    const now = context.clock.now();
    const { vaccination, planVersion } = tenant;
    const shared = { tenantId, tenant, catalogue, charges, rules: vaccination, planVersion };
    return { ...shared, now, today, startedAt, files };
  };
  const reading = { surveys, tenant, today, now: startedAt, from: cursor };
  for await (const rows of readPages(reading)) {
    if (signal?.aborted === true) return false;
    await commitPage({ store, run, rules, onProblem, onPage }, rows);
    onProgress?.({ phase: 'importing', rows: run.document.counts.rows, totalRows });
  }
  return true;
}

/** The files, and the same ones for their refunds, see `read-pages.ts`. */
function filesOf(surveys: readonly FileSurvey[]): FileRules[] {
  const files = surveys.map(({ file: { name }, map: { shape } }) => ({ name, shape }));
  return [...files, ...files.map((file) => ({ ...file, refundsOnly: true }))];
}

/** Whether rows say what was paid: then what was owed is told as well. */
function holdsPayments({ map }: FileSurvey): boolean {
  return map.columns.some(({ field }) => /^payment\.(amount|total)$/.test(field));
}

const nothing = (): void => undefined;

async function letGo(context: Context, run: ImportRun): Promise<void> {
  try {
    await run.release();
  } catch (error) {
    // Only comfort is lost: the lease ends by itself, and what stopped the run is told instead.
    const why = error instanceof Error ? error.name : 'unknown';
    context.log.warn('import lease could not be released', { importId: run.document.id, why });
  }
}
