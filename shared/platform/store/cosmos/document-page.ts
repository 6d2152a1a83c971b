import { cursorAfter, positionOf } from '../cursor.ts';
import { conditionsOf } from '../conditions.ts';
import type { Page, Partition, Query, Scalar } from '../document-store.ts';
import { indexFor, unindexed } from '../index-plan.ts';
import type { IndexingPolicy } from '../indexing-policy.ts';
import { matchesNothing, selectPage, type PageSql } from './select.ts';
import { storedOf, type StoredItem } from './stored-item.ts';

/** How to read one page: the query, how many rows it takes, and what becomes of them. */
export interface PagePlan {
  readonly sql: PageSql;
  /** One document more than the page holds, which tells whether another page follows. */
  readonly wanted: number;
  readonly enough: (rows: readonly StoredItem[]) => boolean;
  readonly pageOf: (rows: readonly StoredItem[]) => Page;
}

/**
 * Plans one page; undefined when nothing can match. Throws `UnindexedQueryError` when no composite
 * index serves the query and `InvalidCursorError` for a cursor that is not its own.
 */
export function planPage(
  policy: IndexingPolicy,
  pk: string,
  partition: Partition,
  query: Query,
): PagePlan | undefined {
  const index = indexFor(policy, query);
  if (!index) throw unindexed(query);
  const start = query.cursor === undefined ? undefined : positionOf(query.cursor, partition, query);
  if (matchesNothing(conditionsOf(query))) return undefined;
  const sql = selectPage(pk, index, query, start);
  const field = query.orderBy?.field ?? 'id';
  const isEnough = (rows: readonly StoredItem[]): boolean =>
    rows.length > query.limit &&
    // Unsorted ties: whoever comes first by id may be the last to arrive.
    (sql.sortedById || rows.at(-1)?.[field] !== rows[query.limit - 1]?.[field]);
  return {
    sql,
    wanted: query.limit + 1,
    enough: isEnough,
    pageOf: (rows) =>
      pageOf(sql.sortedById ? rows : tiesById(rows, field, query), partition, query),
  };
}

function pageOf(rows: readonly StoredItem[], partition: Partition, query: Query): Page {
  const items = rows.slice(0, query.limit).map(storedOf);
  const last = items.at(-1);
  if (rows.length <= query.limit || !last) return { items };
  const field = query.orderBy?.field ?? 'id';
  const position = { value: last.value[field] as Scalar, id: last.value.id };
  return { items, next: cursorAfter(position, partition, query) };
}

/** Sorts rows of the same value by id; rows of different values stay in the service's order. */
function tiesById(rows: readonly StoredItem[], field: string, query: Query): StoredItem[] {
  const sign = query.orderBy?.direction === 'desc' ? -1 : 1;
  const sorted: StoredItem[] = [];
  for (let start = 0; start < rows.length;) {
    const value = rows[start]?.[field];
    let end = start + 1;
    while (end < rows.length && rows[end]?.[field] === value) end += 1;
    const ties = rows.slice(start, end);
    sorted.push(...ties.sort((a, b) => (a.id < b.id ? -sign : sign)));
    start = end;
  }
  return sorted;
}
