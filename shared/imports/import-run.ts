import { jobType, type Job } from '../jobs/model.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { InvariantError } from '../kernel/result.ts';
import { ProblemError } from '../kernel/problem.ts';
import type { Clock } from '../platform/clock.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create, parsed } from '../platform/store/records.ts';
import { findingsDocument, MOST_FINDINGS } from './findings.ts';
import { addCounts, importType, KEPT_PROBLEMS, noCounts, type Import } from './model.ts';
import type { PagePlan } from './plan-page.ts';
import type { PageStore } from './page-store.ts';
import type { Cursor } from './read-pages.ts';
import { recomputeJobId, recomputeWrite } from './recompute/recompute-job.ts';

/** How long a run that says nothing keeps others out; every page renews it. */
const LEASE_MS = 30_000;

/** The import document as one run holds it: opened, moved on by every page, closed. */
export class ImportRun {
  readonly #store: PageStore;
  readonly #clock: Clock;
  #held: Stored<Import>;

  private constructor(store: PageStore, clock: Clock, held: Stored<Import>) {
    this.#store = store;
    this.#clock = clock;
    this.#held = held;
  }

  /**
   * Opens the import `fresh` describes: begins it, or goes on after the cursor of a run that was
   * cut off, or begins a finished one again. Throws `import-running` (409) while another run
   * holds it.
   */
  static async open(
    store: PageStore,
    clock: Clock,
    fresh: Pick<Import, 'id' | 'tenantId' | 'files'>,
    holder: string,
  ): Promise<ImportRun> {
    for (let attempt = 1; attempt <= 5; attempt++) {
      const now = clock.now();
      const { before, job } = await read(store, fresh.id);
      const document = opened(before?.value, fresh, now, holder);
      const run = new ImportRun(store, clock, { value: document, etag: before?.etag ?? '' });
      const opening: Write =
        before === undefined
          ? { op: 'create', document }
          : { op: 'replace', document, etag: before.etag };
      try {
        const history = fresh.files.some(({ kind }) => HISTORY.has(kind));
        const follow = recomputeWrite(job, fresh.id, fresh.tenantId, now);
        const result = await store.commit(history ? [opening, follow] : [opening]);
        if (!result.ok) continue;
        run.#held = { value: document, etag: result.etag };
        return run;
      } catch (error) {
        // The commit may have come through: its lease would keep the next run out.
        await run.release().catch(() => undefined);
        throw error;
      }
    }
    throw running(fresh.id, undefined);
  }

  /** The import as it stands after the last commit. */
  get document(): Import {
    return this.#held.value;
  }

  /**
   * The write that moves the import on by a page, and the one that keeps the page's findings; both
   * belong in the page's own commit.
   */
  pageWrites(
    plan: PagePlan,
    cursor: Cursor,
  ): { readonly own: Write & { readonly op: 'replace' }; readonly findings: readonly Write[] } {
    const { value, etag } = this.#held;
    const now = this.#clock.now();
    const kept = plan.problems.slice(0, Math.max(0, MOST_FINDINGS - value.counts.problems));
    const findings = kept.length === 0 ? [] : [create(findingsDocument(value, kept, now))];
    const document: Import = {
      ...value,
      cursor,
      counts: addCounts(value.counts, plan.counts),
      problems: [...value.problems, ...plan.problems].slice(0, KEPT_PROBLEMS),
      findingPages: (value.findingPages ?? 0) + findings.length,
      ...(value.lease && { lease: { ...value.lease, until: addMs(now, LEASE_MS) } }),
      updatedAt: now,
    };
    return { own: { op: 'replace', document, etag }, findings };
  }

  /** Takes note that a write of this import was committed. */
  committed(write: { readonly document: unknown }, etag: string): void {
    this.#held = { value: write.document as Import, etag };
  }

  /** Says that all rows are done. Throws `import-running` (409) when another run took over. */
  async finish(): Promise<void> {
    const now = this.#clock.now();
    const { lease: _ended, ...rest } = this.#held.value;
    const document: Import = { ...rest, status: 'finished', finishedAt: now, updatedAt: now };
    const result = await this.#store.commit([{ op: 'replace', document, etag: this.#held.etag }]);
    if (!result.ok) throw running(document.id, undefined);
    this.#held = { value: document, etag: result.etag };
  }

  /** Lets go of the import where it stands, so that the next run need not wait. */
  async release(): Promise<void> {
    const { before: stored } = await read(this.#store, this.#held.value.id);
    const mine = stored?.value.lease?.holder === this.#held.value.lease?.holder;
    if (stored?.value.lease === undefined || !mine) return;
    const { lease: _ended, ...document } = stored.value;
    await this.#store.commit([{ op: 'replace', document, etag: stored.etag }]);
  }
}

/** The problem of an import that another run is at work on. */
export function running(importId: string, until: Instant | undefined): ProblemError {
  const detail = 'These files are being imported by another run.';
  return new ProblemError({
    kind: 'import-running',
    status: 409,
    detail: until === undefined ? detail : `${detail} If it died, it can be continued at ${until}.`,
    field: 'import',
    value: importId,
  });
}

/** Files after which owners are recomputed. */
const HISTORY: ReadonlySet<string> = new Set(['appointments', 'payments']);

/** The import of an id, and the job that recomputes its owners. */
async function read(
  store: PageStore,
  id: string,
): Promise<{ readonly before: Stored<Import> | undefined; readonly job: Stored<Job> | undefined }> {
  const found = await store.getMany([id, recomputeJobId(id)]);
  const stored = found.find(({ value }) => value.id === id);
  if (stored !== undefined && stored.value['type'] !== importType.type) {
    throw new InvariantError(`${id} is not an import`);
  }
  const job = found.find(({ value }) => value['type'] === jobType.type);
  return {
    before: stored && parsed(importType, stored),
    job: job && parsed(jobType, job),
  };
}

function opened(
  before: Import | undefined,
  fresh: Pick<Import, 'id' | 'tenantId' | 'files'>,
  now: Instant,
  holder: string,
): Import {
  const lease = { holder, until: addMs(now, LEASE_MS) };
  if (before?.lease !== undefined && before.lease.until > now) {
    throw running(before.id, before.lease.until);
  }
  if (before?.status === 'running') return { ...before, lease, updatedAt: now };
  return {
    ...fresh,
    type: 'import',
    schemaVersion: 1,
    status: 'running',
    cursor: { file: 0, row: 0 },
    counts: noCounts(),
    problems: [],
    lease,
    run: (before?.run ?? 0) + 1,
    startedAt: now,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
}
