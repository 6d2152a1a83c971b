import type { SQLInputValue } from 'node:sqlite';
import { conditionsOf, type Bound, type FieldCondition } from '../conditions.ts';
import type { Position } from '../cursor.ts';
import type { Filter, Query, Scalar } from '../document-store.ts';
import type { CompositeIndex } from '../indexing-policy.ts';
import { ALIVE } from './apply-commit.ts';
import { columnOf, indexName, optionalOf } from './schema.ts';

/** A statement and its values. Field names are checked before they get here; values are bound. */
export interface Select {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** What both kinds of read need: the partition, the index that serves them, the present time. */
export interface SelectFrame {
  readonly pk: string;
  readonly index: CompositeIndex;
  readonly nowMs: number;
}

/** Reads one document more than the page holds, which tells whether another page follows. */
export function selectPage(frame: SelectFrame, query: Query, start?: Position): Select {
  const order = query.orderBy?.field ?? 'id';
  const descending = query.orderBy?.direction === 'desc';
  const column = columnOf(order);
  const terms = conditionsOf(query).flatMap((it) => {
    const isOrder = it.kind === 'range' && it.field === order;
    // The position implies that end of the range; without it SQLite seeks by value and id at once.
    return start && isOrder ? termsOf(it, descending ? 'upper' : 'lower') : termsOf(it);
  });
  if (start) terms.push(after(column, start, descending));
  const direction = descending ? 'DESC' : 'ASC';
  const by = order === 'id' ? `id ${direction}` : `${column} ${direction}, id ${direction}`;
  const { sql, values } = whereOf(frame, terms);
  return {
    sql: `SELECT id, commit_id, body ${sql} ORDER BY ${by} LIMIT ?`,
    values: [...values, query.limit + 1],
  };
}

/** Counts from the index alone. */
export function selectCount(frame: SelectFrame, filter: Filter): Select {
  const { sql, values } = whereOf(
    frame,
    conditionsOf(filter).flatMap((it) => termsOf(it)),
  );
  return { sql: `SELECT count(*) AS n ${sql}`, values };
}

/** INDEXED BY makes SQLite refuse where it would otherwise read the whole partition. */
function whereOf({ pk, index, nowMs }: SelectFrame, terms: readonly Select[]): Select {
  const held = optionalOf(index).map(present);
  const all = [{ sql: 'pk = ?', values: [pk] }, ...held, ...terms, alive(nowMs)];
  return {
    sql: `FROM documents INDEXED BY ${indexName(index)} WHERE ${all.map((it) => it.sql).join(' AND ')}`,
    values: all.flatMap((it) => it.values),
  };
}

function termsOf(condition: FieldCondition, without?: 'lower' | 'upper'): Select[] {
  const column = columnOf(condition.field);
  if (condition.kind === 'in') return [among(column, condition.values)];
  const { lower, upper } = condition;
  const isText = typeof (lower ?? upper)?.value === 'string';
  const ends: Select[] = [];
  if (without !== 'lower') ends.push(lowerEnd(column, lower, isText));
  if (without !== 'upper') ends.push(upperEnd(column, upper, isText));
  return ends;
}

/** SQLite sorts NULL < numbers < text < blobs: an open end stops where the next kind begins. */
function lowerEnd(column: string, bound: Bound | undefined, isText: boolean): Select {
  if (bound) return { sql: `${column} ${bound.inclusive ? '>=' : '>'} ?`, values: [bound.value] };
  return { sql: isText ? `${column} >= ''` : `${column} IS NOT NULL`, values: [] };
}

function upperEnd(column: string, bound: Bound | undefined, isText: boolean): Select {
  if (bound) return { sql: `${column} ${bound.inclusive ? '<=' : '<'} ?`, values: [bound.value] };
  return { sql: isText ? `${column} < x''` : `${column} < ''`, values: [] };
}

/** Lists are filled up to a power of two with their last value: few shapes, so few statements. */
function among(column: string, values: readonly Scalar[]): Select {
  const last = values.at(-1);
  // A comparison with NULL is never true, and unlike a bare false it still fits the index.
  if (last === undefined) return { sql: `${column} = ?`, values: [null] };
  if (values.length === 1) return { sql: `${column} = ?`, values: [encoded(last)] };
  const size = 2 ** Math.ceil(Math.log2(values.length));
  const filled = [...values, ...Array.from({ length: size - values.length }, () => last)];
  return {
    sql: `${column} IN (${filled.map(() => '?').join(', ')})`,
    values: filled.map(encoded),
  };
}

function after(column: string, { value, id }: Position, descending: boolean): Select {
  const sign = descending ? '<' : '>';
  if (column === 'id') return { sql: `id ${sign} ?`, values: [id] };
  return { sql: `(${column}, id) ${sign} (?, ?)`, values: [encoded(value), id] };
}

function present(field: string): Select {
  return { sql: `${columnOf(field)} IS NOT NULL`, values: [] };
}

function alive(nowMs: number): Select {
  return { sql: ALIVE, values: [nowMs] };
}

/** The form of a value in a generated column, see `schema.ts`. */
function encoded(value: Scalar): SQLInputValue {
  return typeof value === 'boolean' ? new Uint8Array([Number(value)]) : value;
}
