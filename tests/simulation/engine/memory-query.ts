import { conditionsOf, type FieldCondition } from '../../../shared/platform/store/conditions.ts';
import { cursorAfter, positionOf } from '../../../shared/platform/store/cursor.ts';
import type {
  Filter,
  Json,
  Page,
  Partition,
  Query,
  Scalar,
  Stored,
} from '../../../shared/platform/store/document-store.ts';

/** Whether a document meets every condition of a filter. */
export function matches(filter: Filter): (stored: { readonly value: Json }) => boolean {
  const conditions = conditionsOf(filter);
  return ({ value }) => conditions.every((it) => holds(it, value[it.field]));
}

/** What a query means of these documents, in its order, whatever the page. */
export function inOrder(documents: readonly Stored[], query: Query): Stored[] {
  const field = query.orderBy?.field ?? 'id';
  const sign = query.orderBy?.direction === 'desc' ? -1 : 1;
  const isMeant = matches(query);
  return documents
    .filter((it) => isMeant(it) && isScalar(it.value[field]))
    .sort((a, b) => sign * byPlace(placeOf(a.value, field), placeOf(b.value, field)));
}

/** The page of a query, out of all that it means. */
export function pageOf(ordered: readonly Stored[], partition: Partition, query: Query): Page {
  const field = query.orderBy?.field ?? 'id';
  const sign = query.orderBy?.direction === 'desc' ? -1 : 1;
  const start = query.cursor === undefined ? undefined : positionOf(query.cursor, partition, query);
  const left = start
    ? ordered.filter((it) => sign * byPlace(placeOf(it.value, field), start) > 0)
    : ordered;
  const items = left.slice(0, query.limit).map(({ value, etag }) => ({ value, etag }));
  const last = items.at(-1);
  if (left.length <= query.limit || last === undefined) return { items };
  return { items, next: cursorAfter(placeOf(last.value, field), partition, query) };
}

interface Place {
  readonly value: Scalar;
  readonly id: string;
}

function placeOf(document: Json, field: string): Place {
  return { value: document[field] as Scalar, id: document.id };
}

function byPlace(a: Place, b: Place): number {
  return compare(a.value, b.value) || compare(a.id, b.id);
}

function holds(condition: FieldCondition, value: unknown): boolean {
  if (!isScalar(value)) return false;
  if (condition.kind === 'in') return condition.values.includes(value);
  const { lower, upper } = condition;
  if (typeof value !== typeof (lower ?? upper)?.value) return false;
  const above = lower === undefined ? 1 : compare(value, lower.value);
  const below = upper === undefined ? -1 : compare(value, upper.value);
  return (
    (above > 0 || (above === 0 && lower?.inclusive === true)) &&
    (below < 0 || (below === 0 && upper?.inclusive === true))
  );
}

function isScalar(value: unknown): value is Scalar {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

const KINDS = ['number', 'string', 'boolean'];
const NEEDS_BYTES = /[\ud800-\uffff]/;

/** Numbers before text before yes and no; text by its bytes in UTF-8. */
function compare(a: Scalar, b: Scalar): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') {
    if (NEEDS_BYTES.test(a) && NEEDS_BYTES.test(b))
      return Buffer.compare(Buffer.from(a), Buffer.from(b));
    return a < b ? -1 : 1;
  }
  const kinds = KINDS.indexOf(typeof a) - KINDS.indexOf(typeof b);
  return kinds === 0 ? Number(a) - Number(b) : kinds;
}
