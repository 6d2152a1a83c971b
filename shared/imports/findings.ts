import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import { InvalidCursorError } from '../platform/store/document-store.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { rowProblem, type Import } from './model.ts';
import type { RowProblem } from './row-facts.ts';

/** How many findings of one run are kept; its counts go on telling all of them. */
export const MOST_FINDINGS = 100_000;

/** How long findings are kept: 30 days. They repeat what stands in the files. */
const FINDINGS_TTL_SECONDS = 30 * 86_400;

/**
 * The findings about the rows of one page. Written in the page's own commit, so that they are
 * there exactly once, however often the import was cut off.
 */
const importFindingsType = documentType('importFindings', {
  importId: z.string(),
  problems: z.array(rowProblem),
  createdAt: instantField,
  ttl: z.number(),
});
type ImportFindings = DocumentOf<typeof importFindingsType>;

/** Which findings are meant: those of one run of an import, in so many documents. */
export interface FindingsOf {
  readonly tenantId: string;
  readonly importId: string;
  readonly run: number;
  readonly pages: number;
}

/** The document of the next findings of an import. */
export function findingsDocument(
  { id: importId, tenantId, run, findingPages = 0 }: Import,
  problems: readonly RowProblem[],
  now: Instant,
): ImportFindings {
  return {
    id: idOf(importId, run, findingPages),
    type: 'importFindings',
    tenantId,
    schemaVersion: 1,
    importId,
    problems: [...problems],
    createdAt: now,
    ttl: FINDINGS_TTL_SECONDS,
  };
}

/** Some findings in the order of the rows; `next` is absent when there are no more. */
export interface FindingsPage {
  readonly items: readonly RowProblem[];
  readonly next?: string;
}

/** How many documents are read at once. */
const READ_AT_ONCE = 10;

/** Reads at most `limit` findings from a cursor on. Throws InvalidCursorError for one that is none. */
export async function readFindings(
  records: Records,
  of: FindingsOf,
  { limit, cursor = '0.0' }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<FindingsPage> {
  let { page, skip } = readCursor(cursor);
  const items: RowProblem[] = [];
  while (page < of.pages) {
    const numbers = Array.from(
      { length: Math.min(READ_AT_ONCE, of.pages - page) },
      (_, n) => page + n,
    );
    const ids = numbers.map((number) => idOf(of.importId, of.run, number));
    const found = await records.getMany(importFindingsType, liveOf(of.tenantId), ids);
    const byId = new Map(found.map(({ value }) => [value.id, value.problems]));
    for (const id of ids) {
      const problems = (byId.get(id) ?? []) as RowProblem[];
      const taken = problems.slice(skip, skip + limit - items.length);
      items.push(...taken);
      skip += taken.length;
      if (skip < problems.length) return { items, next: `${String(page)}.${String(skip)}` };
      page += 1;
      skip = 0;
      if (items.length === limit) return withNext(items, page, of.pages);
    }
  }
  return { items };
}

function withNext(items: readonly RowProblem[], page: number, pages: number): FindingsPage {
  return page < pages ? { items, next: `${String(page)}.0` } : { items };
}

function readCursor(cursor: string): { page: number; skip: number } {
  const [, page, skip] = /^(\d{1,9})\.(\d{1,9})$/.exec(cursor) ?? [];
  if (page === undefined || skip === undefined) {
    throw new InvalidCursorError('The cursor is not one of findings.');
  }
  return { page: Number(page), skip: Number(skip) };
}

function idOf(importId: string, run: number, number: number): string {
  return derivedId('importFindings', importId, String(run), String(number));
}
