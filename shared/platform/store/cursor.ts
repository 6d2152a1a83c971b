import { createHash } from 'node:crypto';
import { conditionsOf } from './conditions.ts';
import {
  InvalidCursorError,
  partitionKey,
  type Partition,
  type Query,
  type Scalar,
} from './document-store.ts';

/** Where a page ended: the sort value and the id of its last document. */
export interface Position {
  readonly value: Scalar;
  readonly id: string;
}

/**
 * A cursor as text (base64url) that is valid for this query of this partition only; the page size
 * may change. It contains the last document's sort value in the clear: treat it as personal data.
 */
export function cursorAfter(position: Position, partition: Partition, query: Query): string {
  const content = [fingerprint(partition, query), position.value, position.id];
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** Reads the cursor of a query; throws {@link InvalidCursorError} when it is not one of its own. */
export function positionOf(cursor: string, partition: Partition, query: Query): Position {
  const content = decoded(cursor);
  if (!Array.isArray(content) || content.length !== 3) throw invalid();
  const [print, value, id] = content as unknown[];
  if (print !== fingerprint(partition, query) || typeof id !== 'string') throw invalid();
  if (!['string', 'number', 'boolean'].includes(typeof value)) throw invalid();
  return { value: value as Scalar, id };
}

function decoded(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (cause) {
    throw invalid(cause);
  }
}

function fingerprint(partition: Partition, query: Query): string {
  const order = [query.orderBy?.field ?? 'id', query.orderBy?.direction ?? 'asc'];
  const asked = JSON.stringify([partitionKey(partition), conditionsOf(query), order]);
  return createHash('sha256').update(asked).digest('base64url').slice(0, 16);
}

function invalid(cause?: unknown): InvalidCursorError {
  return new InvalidCursorError('The cursor does not belong to this query.', { cause });
}
