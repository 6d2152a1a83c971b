import { fieldsOf, matching, type Parameters } from './evaluate.ts';
import { parseSql, SyntaxRefusal, type ParsedSql } from './parse-sql.ts';
import type { Item } from './partition-store.ts';

/** What decides which queries a container serves. */
export interface IndexedPaths {
  readonly includedPaths?: readonly { readonly path: string }[];
  readonly compositeIndexes?: readonly (readonly { readonly path: string }[])[];
}

/** The body of a query request. */
export interface QueryBody {
  readonly query: string;
  readonly parameters?: readonly { readonly name: string; readonly value: unknown }[];
}

/** The service counts in parts of this many documents; the client adds them up. */
const COUNTED_AT_ONCE = 60;

/**
 * How the client runs a query over several physical partitions: what it sends to each, and how it
 * brings the answers together. The client sends the rewritten text back, so that it is known here.
 */
export class QueryPlans {
  readonly #rewritten = new Map<string, ParsedSql>();

  /** The query plan, as the service hands it out. */
  planOf({ query }: QueryBody): unknown {
    const parsed = parseSql(query);
    const rewrittenQuery = `/* by the service */ ${query}`;
    this.#rewritten.set(rewrittenQuery, parsed);
    const { groupBy } = parsed;
    const grouped = groupBy !== undefined;
    const aliases = parsed.projection.kind === 'fields' ? [...parsed.projection.fields] : [];
    return {
      partitionedQueryExecutionInfoVersion: 2,
      queryInfo: {
        distinctType: 'None',
        top: parsed.top ?? null,
        offset: null,
        limit: null,
        orderBy: parsed.orderBy.map((it) => (it.descending ? 'Descending' : 'Ascending')),
        orderByExpressions: parsed.orderBy.map(({ field }) => `c["${field}"]`),
        groupByExpressions: grouped ? [`c["${groupBy}"]`] : [],
        groupByAliases: grouped ? aliases.map(([alias]) => alias) : [],
        aggregates: parsed.projection.kind === 'count' ? ['Count'] : [],
        groupByAliasToAggregateType: grouped
          ? Object.fromEntries(aliases.map(([alias, field]) => [alias, field ? null : 'Count']))
          : {},
        rewrittenQuery: parsed.orderBy.length > 0 || grouped ? rewrittenQuery : '',
        hasSelectValue: parsed.projection.kind === 'count',
        hasNonStreamingOrderBy: false,
      },
      queryRanges: [{ min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false }],
    };
  }

  /** The rows of a query over these documents; of a rewritten one in the form the client merges. */
  rowsOf({ query, parameters = [] }: QueryBody, items: readonly Item[], paths: IndexedPaths) {
    const rewritten = this.#rewritten.get(query);
    const parsed = rewritten ?? parseSql(query);
    refuseUnindexed(parsed, paths);
    const values: Parameters = new Map(parameters.map(({ name, value }) => [name, value]));
    const found = matching(parsed, values, items);
    if (parsed.groupBy !== undefined) return groups(parsed, parsed.groupBy, found);
    if (parsed.projection.kind === 'count') return counts(found.length);
    if (!rewritten) return found.map((item) => projected(parsed, item));
    return found.map((item) => ({
      _rid: item['_rid'],
      orderByItems: parsed.orderBy.map(({ field }) => ({ item: item[field] })),
      payload: projected(parsed, item),
    }));
  }
}

function projected({ projection }: ParsedSql, item: Item): unknown {
  if (projection.kind !== 'fields') return item;
  return Object.fromEntries(
    [...projection.fields].map(([alias, field]) => [alias, item[field ?? '']]),
  );
}

function groups(parsed: ParsedSql, by: string, items: readonly Item[]): unknown[] {
  const { projection } = parsed;
  const sizes = new Map<unknown, number>();
  for (const item of items) sizes.set(item[by], (sizes.get(item[by]) ?? 0) + 1);
  const aliases = projection.kind === 'fields' ? [...projection.fields] : [];
  return [...sizes].map(([value, size]) => ({
    groupByItems: [{ item: value }],
    payload: Object.fromEntries(
      aliases.map(([alias, field]) => [alias, field === undefined ? { item: size } : value]),
    ),
  }));
}

function counts(total: number): number[] {
  const parts = [];
  for (let rest = total; rest > 0; rest -= COUNTED_AT_ONCE) {
    parts.push(Math.min(rest, COUNTED_AT_ONCE));
  }
  return parts.length === 0 ? [0] : parts;
}

/**
 * The service refuses an ORDER BY of several fields without the same composite index and of one
 * field that is not indexed. Filters on fields without an index it would serve by reading everything;
 * here they are refused too.
 */
function refuseUnindexed(parsed: ParsedSql, paths: IndexedPaths): void {
  const included = new Set(paths.includedPaths?.map(({ path }) => path.replace(/^\/|\/\?$/g, '')));
  const missing = [...fieldsOf(parsed.where), ...parsed.orderBy.map(({ field }) => field)].find(
    (field) => field !== 'id' && !included.has(field),
  );
  if (missing !== undefined) throw new SyntaxRefusal(`There is no index on ${missing}.`);
  if (parsed.orderBy.length < 2) return;
  const order = parsed.orderBy.map(({ field }) => `/${field}`).join(' ');
  const served = paths.compositeIndexes?.some(
    (index) => index.map(({ path }) => path).join(' ') === order,
  );
  const directions = new Set(parsed.orderBy.map(({ descending }) => descending));
  if (served !== true || directions.size > 1) {
    throw new SyntaxRefusal(`No composite index serves ORDER BY ${order}.`);
  }
}
