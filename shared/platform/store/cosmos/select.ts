import { conditionsOf, type FieldCondition } from '../conditions.ts';
import type { Position } from '../cursor.ts';
import type { DueRequest, Filter, Query } from '../document-store.ts';
import type { CompositeIndex } from '../indexing-policy.ts';
import {
  afterSql,
  among,
  column,
  conditionSql,
  equals,
  isScalarSql,
  sqlOf,
  type Bind,
  type Sql,
} from './sql.ts';
import type { Instant } from '../../../kernel/instant.ts';

/** A page's query, and whether its answer ends in the order of (field, id) or of the field alone. */
export interface PageSql extends Sql {
  /** False: documents of the same value come in any order, the reader has to sort them by id. */
  readonly sortedById: boolean;
}

/**
 * The documents of one page and those behind it.
 *
 * An ORDER BY that names all fields of a composite index, the ones compared by equality included,
 * is served by that index without sorting. With several values for one of those fields that would
 * be another order than the one asked for; then the order field's own index serves.
 */
export function selectPage(
  pk: string,
  index: CompositeIndex,
  query: Query,
  start: Position | undefined,
): PageSql {
  const order = query.orderBy?.field ?? 'id';
  const descending = query.orderBy?.direction === 'desc';
  const conditions = conditionsOf(query);
  const single = conditions.every(
    (it) => it.field === order || it.kind === 'range' || it.values.length === 1,
  );
  const leading = single ? ['pk', ...index] : [order];
  const fields = single && leading.at(-1) !== 'id' ? [...leading, 'id'] : leading;
  const direction = descending ? 'DESC' : 'ASC';
  const sql = sqlOf((bind) => {
    const terms = conditions.map((it) => conditionSql(bind, it));
    if (order !== 'id' && !conditions.some((it) => it.field === order)) {
      terms.push(isScalarSql(order));
    }
    if (start) terms.push(afterSql(bind, order, start, descending));
    const by = fields.map((field) => `${column(field)} ${direction}`).join(', ');
    return `SELECT * ${fromPartition(bind, pk, terms)} ORDER BY ${by}`;
  });
  return { ...sql, sortedById: single || order === 'id' };
}

/** How many documents match; one number per page of the answer, to be added up. */
export function selectCount(pk: string, filter: Filter): Sql {
  return sqlOf((bind) => {
    const terms = conditionsOf(filter).map((it) => conditionSql(bind, it));
    return `SELECT VALUE COUNT(1) ${fromPartition(bind, pk, terms)}`;
  });
}

/** Whether a list of conditions can match anything at all: `IN ()` is no valid query. */
export function matchesNothing(conditions: readonly FieldCondition[]): boolean {
  return conditions.some((it) => it.kind === 'in' && it.values.length === 0);
}

/** Whole documents by id. */
export function selectByIds(pk: string, ids: readonly string[]): Sql {
  return sqlOf((bind) => `SELECT * ${fromPartition(bind, pk, [among(bind, 'id', ids)])}`);
}

/** Which commit and which ETag of the service documents stand at. */
export function selectVersions(pk: string, ids: readonly string[]): Sql {
  return sqlOf(
    (bind) =>
      `SELECT ${column('id')} AS id, ${column('commitId')} AS commitId, ${column('_etag')} AS _etag ` +
      fromPartition(bind, pk, [among(bind, 'id', ids)]),
  );
}

/** Due work, oldest first, of one partition or across all. */
export function selectDue({ dueKind, until, limit, tenantId }: DueRequest): Sql {
  const fields = tenantId === undefined ? ['dueKind', 'dueAt'] : ['pk', 'dueKind', 'dueAt', 'id'];
  const order = fields.map((field) => `${column(field)} ASC`).join(', ');
  const columns = ['pk', 'id', 'dueAt'].map((field) => `${column(field)} AS ${field}`).join(', ');
  return sqlOf((bind) => {
    const own = tenantId === undefined ? [] : [equals(bind, 'pk', tenantId)];
    const terms = [...own, ...dueTerms(bind, dueKind, until)];
    return `SELECT TOP ${limit} ${columns} FROM c WHERE ${terms.join(' AND ')} ORDER BY ${order}`;
  });
}

/** How much is due per partition. */
export function selectDueTenants(dueKind: string, until: Instant): Sql {
  return sqlOf(
    (bind) =>
      `SELECT ${column('pk')} AS pk, COUNT(1) AS n FROM c ` +
      `WHERE ${dueTerms(bind, dueKind, until).join(' AND ')} GROUP BY ${column('pk')}`,
  );
}

/** History partitions (`tenant|h|month`) hold nothing that can be due: a pointer could not name it. */
function dueTerms(bind: Bind, dueKind: string, until: Instant): string[] {
  return [
    equals(bind, 'dueKind', dueKind),
    `${column('dueAt')} >= ${bind('')}`,
    `${column('dueAt')} <= ${bind(until)}`,
    `NOT CONTAINS(${column('pk')}, ${bind('|')})`,
  ];
}

/** The partition is a condition too, so that isolation does not hang on a request header alone. */
function fromPartition(bind: Bind, pk: string, terms: readonly string[]): string {
  return `FROM c WHERE ${[equals(bind, 'pk', pk), ...terms].join(' AND ')}`;
}
