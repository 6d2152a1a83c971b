import { MAX_PAGE_SIZE, type Partition, type Stored } from './document-store.ts';
import type { DocumentType } from './document-type.ts';
import type { Records, TypedQuery } from './records.ts';

/** What is looked for, over all pages. */
export type WholeQuery = Omit<TypedQuery, 'limit' | 'cursor'>;

/**
 * Everything a query finds, one after the other. A page of `perPage` is asked for when the one before is used
 * up, so who stops early asks no more, and never more than a page is held.
 */
export async function* eachOf<T>(
  records: Pick<Records, 'query'>,
  type: DocumentType<T>,
  partition: Partition,
  query: WholeQuery,
  perPage = MAX_PAGE_SIZE,
): AsyncGenerator<Stored<T>> {
  let cursor: string | undefined;
  do {
    const from = cursor === undefined ? {} : { cursor };
    const page = await records.query(type, partition, { ...query, limit: perPage, ...from });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}

/** Everything a query finds, as stored; for what is known to be little. */
export async function queryAllStored<T>(
  records: Pick<Records, 'query'>,
  type: DocumentType<T>,
  partition: Partition,
  query: WholeQuery,
): Promise<Stored<T>[]> {
  const found: Stored<T>[] = [];
  for await (const stored of eachOf(records, type, partition, query)) found.push(stored);
  return found;
}

/** The documents a query finds; for what is known to be little. */
export async function queryAll<T>(
  records: Pick<Records, 'query'>,
  type: DocumentType<T>,
  partition: Partition,
  query: WholeQuery,
): Promise<T[]> {
  const found = await queryAllStored(records, type, partition, query);
  return found.map(({ value }) => value);
}
