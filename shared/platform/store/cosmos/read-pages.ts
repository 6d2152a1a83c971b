import type { Container, FeedOptions, QueryIterator } from '@azure/cosmos';
import type { Meter } from './charges.ts';
import { answerOf } from './faults.ts';
import type { Sql } from './sql.ts';

/** A query under way: where it runs and who counts its cost. */
export interface Read {
  readonly container: Container;
  readonly sql: Sql;
  readonly options: FeedOptions;
  readonly meter: Meter;
}

/** All rows of a query. The service answers in pages of up to 4 MB, some of them empty. */
export async function allRows<T>(read: Read): Promise<T[]> {
  return rowsUntil<T>(read, () => false);
}

/** The rows of a query until there are enough of them, judged after each page of the service. */
export async function rowsUntil<T>(
  { container, sql, options, meter }: Read,
  enough: (rows: readonly T[]) => boolean,
): Promise<T[]> {
  const iterator: QueryIterator<T> = container.items.query<T>(sql, options);
  const rows: T[] = [];
  while (iterator.hasMoreResults() && !enough(rows)) {
    const page = await answerOf(iterator.fetchNext());
    meter.add(page.requestCharge);
    // Typed as a list, but undefined where a page across partitions holds nothing.
    const found = page.resources as T[] | undefined;
    if (found) rows.push(...found);
  }
  return rows;
}
