import policy from '../../../infra/indexing-policy.json' with { type: 'json' };

/**
 * The part of a Cosmos DB indexing policy that decides which queries are served. Paths are
 * top-level (`/nameKey`); a path without `order` is ascending, which is what every entry uses.
 */
export interface IndexingPolicy {
  readonly includedPaths: readonly { readonly path: string }[];
  readonly compositeIndexes: readonly (readonly { readonly path: string }[])[];
}

/**
 * The policy of the container `records`, from `infra/indexing-policy.json`: the deployment gives
 * it to Cosmos DB, the SQLite adapter builds the same indexes from it. A new kind of query needs
 * one line under `compositeIndexes`, from `/pk` to `/id` (and one under `includedPaths` for a field
 * not named yet). With `/pk` in front a tenant's query never walks through its neighbours' entries.
 */
export const indexingPolicy: IndexingPolicy = policy;

/** A composite index: the fields in their order, without the leading `pk` and the closing `id`. */
export type CompositeIndex = readonly string[];

/** Field names that may be indexed and filtered by; nothing else reaches a query's text. */
export const FIELD_NAME = /^[a-zA-Z][A-Za-z0-9]*$/;

// Every query asks for them.
const known = new WeakMap<IndexingPolicy, readonly CompositeIndex[]>();

/** The composite indexes of a policy, each once, without the `pk` and the `id` around them. */
export function compositeIndexesOf(policy: IndexingPolicy): readonly CompositeIndex[] {
  const indexes = known.get(policy) ?? readIndexes(policy);
  known.set(policy, indexes);
  return indexes;
}

function readIndexes(policy: IndexingPolicy): readonly CompositeIndex[] {
  const indexes = policy.compositeIndexes.map((paths) => {
    const fields = paths.map(({ path }) => path.replace(/^\//, ''));
    const broken = fields.find((field) => !FIELD_NAME.test(field));
    if (broken !== undefined) throw new Error(`The indexing policy names a field ${broken}.`);
    const start = fields[0] === 'pk' ? 1 : 0;
    return fields.slice(start, fields.at(-1) === 'id' ? -1 : undefined);
  });
  return [...new Map(indexes.map((index) => [index.join(' '), index])).values()];
}
