import { ProblemError } from '../kernel/problem.ts';
import { CommitTooLargeError, MAX_COMMIT_WRITES } from '../platform/store/document-store.ts';
import type { ImportRun } from './import-run.ts';
import { running } from './import-run.ts';
import { Known, learnWanted } from './known.ts';
import type { Import } from './model.ts';
import type { PageStore } from './page-store.ts';
import { planPage, type PagePlan, type PageRules } from './plan-page.ts';
import { StableKeys } from './stable-keys.ts';
import type { RowFacts, RowProblem } from './row-facts.ts';

/** How often a page is planned again because others edit the same records. */
const ATTEMPTS = 10;
/** Rounds of look-ups a plan may need: a row can refer to what was just looked up. */
const ROUNDS = 12;

/** Writes of a page; two are kept for the import itself and for its findings. */
const MOST_WRITES = MAX_COMMIT_WRITES - 2;

/** What the pages of a run share. */
export interface PageCommit {
  readonly store: PageStore;
  readonly run: ImportRun;
  readonly rules: () => PageRules;
  readonly onProblem: (problem: RowProblem) => void | Promise<void>;
  readonly onPage: (document: Import) => void | Promise<void>;
}

/**
 * Brings a page in: looks up, plans and commits all of it together with the cursor of the
 * import, or in halves when it turns out too large for one commit. When somebody else wrote one
 * of its records meanwhile, it is looked up and planned again. Throws `import-running` (409) when
 * another run took the import over, and `busy` (409) when the edits of others do not end.
 */
export async function commitPage(page: PageCommit, rows: readonly RowFacts[]): Promise<void> {
  const last = rows.at(-1);
  if (last === undefined) return;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const plan = await planKnown(page, rows);
    if (plan.writes.length > MOST_WRITES && rows.length > 1) return halves(page, rows);
    if (attempt === 1) for (const problem of plan.problems) await page.onProblem(problem);
    const { own, findings } = page.run.pageWrites(plan, { file: last.file, row: last.row });
    try {
      const result = await page.store.commit([own, ...plan.writes, ...findings]);
      if (result.ok) {
        page.run.committed(own, result.etag);
        await page.onPage(page.run.document);
        return;
      }
      if (result.broken.index === 0) throw running(own.document.id, undefined);
    } catch (error) {
      if (!(error instanceof CommitTooLargeError) || rows.length === 1) throw error;
      return halves(page, rows);
    }
  }
  throw new ProblemError({
    kind: 'busy',
    status: 409,
    detail: 'Others are changing the same records right now. Run the import again to go on.',
  });
}

async function halves(page: PageCommit, rows: readonly RowFacts[]): Promise<void> {
  const middle = Math.ceil(rows.length / 2);
  await commitPage(page, rows.slice(0, middle));
  await commitPage(page, rows.slice(middle));
}

async function planKnown(page: PageCommit, rows: readonly RowFacts[]): Promise<PagePlan> {
  const known = new Known();
  const keys = new StableKeys();
  const rules = page.rules();
  for (let round = 1; round <= ROUNDS; round++) {
    const plan = planPage(rows, known, rules, keys);
    if (Object.values(plan.wanted).every((it: ReadonlySet<string>) => it.size === 0)) return plan;
    await learnWanted(page.store, plan.wanted, known);
  }
  throw new Error(`A page of ${rows.length} rows still lacks look-ups after ${ROUNDS} rounds`);
}
