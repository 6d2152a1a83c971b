import { conditionsOf } from './conditions.ts';
import { UnindexedQueryError, type Filter, type Query } from './document-store.ts';
import { compositeIndexesOf, type CompositeIndex, type IndexingPolicy } from './indexing-policy.ts';

/** What decides which index serves a query: its conditions and its order. */
export type IndexedQuery = Filter & Pick<Query, 'orderBy'>;

/**
 * The composite index that serves an ordered query, or undefined.
 *
 * The rule: the index begins with the fields compared by equality or membership (`type` among
 * them, in any order), continues with the order field unless that is `id`, and ends there. A range
 * or prefix is possible on the order field alone. Membership of several values is served, but
 * the matching documents are sorted for each page.
 */
export function indexFor(policy: IndexingPolicy, query: IndexedQuery): CompositeIndex | undefined {
  const order = query.orderBy?.field ?? 'id';
  const { equal, ranges } = split(query);
  if (ranges.some((field) => field !== order)) return undefined;
  const leading = equal.filter((field) => field !== order);
  return compositeIndexesOf(policy).find((index) => {
    const rest = remainder(index, leading);
    return order === 'id' ? rest?.length === 0 : rest?.length === 1 && rest[0] === order;
  });
}

/**
 * The composite index that serves a count, or undefined.
 *
 * The rule: the index begins with the fields compared by equality or membership, followed by the
 * one field with a range or prefix, if any, and ends there: documents without one of its fields are
 * missing from it.
 */
export function indexForCount(policy: IndexingPolicy, filter: Filter): CompositeIndex | undefined {
  const { equal, ranges } = split(filter);
  if (ranges.length > 1) return undefined;
  return compositeIndexesOf(policy).find((index) => {
    const rest = remainder(index, equal);
    return rest?.length === ranges.length && rest[0] === ranges[0];
  });
}

/** The error of a query that no index serves; it names what an index would have to hold. */
export function unindexed(query: IndexedQuery): UnindexedQueryError {
  const { equal, ranges } = split(query);
  const order = query.orderBy?.field ?? 'id';
  return new UnindexedQueryError(
    `No composite index of infra/indexing-policy.json serves equality on (${equal.join(', ')})` +
      `${ranges.length > 0 ? `, range on (${ranges.join(', ')})` : ''} in the order of ${order}.`,
  );
}

function split(query: Filter): { equal: string[]; ranges: string[] } {
  const conditions = conditionsOf(query);
  const fields = (kind: 'in' | 'range'): string[] =>
    conditions.filter((it) => it.kind === kind).map((it) => it.field);
  return { equal: fields('in'), ranges: fields('range') };
}

/** What follows in the index after `leading` (in any order); undefined when it begins otherwise. */
function remainder(index: CompositeIndex, leading: readonly string[]): CompositeIndex | undefined {
  const head = index.slice(0, leading.length);
  return head.length === leading.length && leading.every((field) => head.includes(field))
    ? index.slice(leading.length)
    : undefined;
}
