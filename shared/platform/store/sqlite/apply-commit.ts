import type { PreparedWrite } from '../commit-check.ts';
import type { BrokenGuard, CommitResult, Json } from '../document-store.ts';
import type { Prepare } from './connection.ts';

/** What a commit needs besides its writes. */
export interface CommitFrame {
  readonly pk: string;
  /** The commit's id, which becomes the ETag of all it writes. */
  readonly etag: string;
  readonly nowMs: number;
}

/** Every condition that reads a document says this: expired ones are not there. Takes `now`. */
export const ALIVE = '(expires_at IS NULL OR expires_at > ?)';

const CREATE = `
INSERT INTO documents (pk, id, commit_id, expires_at, body) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (pk, id) DO UPDATE
SET commit_id = excluded.commit_id, expires_at = excluded.expires_at, body = excluded.body
WHERE documents.expires_at <= ?`;
const PUT = `
INSERT INTO documents (pk, id, commit_id, expires_at, body) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (pk, id) DO UPDATE
SET commit_id = excluded.commit_id, expires_at = excluded.expires_at, body = excluded.body`;
const GUARDED = `pk = ? AND id = ? AND commit_id = ? AND ${ALIVE}`;
const REPLACE = `UPDATE documents SET commit_id = ?, expires_at = ?, body = ? WHERE ${GUARDED}`;
// Every index ends with expires_at: whoever does not set it writes to none of them.
const TOUCH = `UPDATE documents SET commit_id = ? WHERE ${GUARDED} AND expires_at IS NULL`;
const TOUCH_EXPIRING = `UPDATE documents SET commit_id = ?,
expires_at = ? + 1000 * json_extract(body, '$.ttl') WHERE ${GUARDED} AND expires_at IS NOT NULL`;
const DELETE = `DELETE FROM documents WHERE ${GUARDED}`;
const EXISTS = `SELECT 1 FROM documents WHERE pk = ? AND id = ? AND ${ALIVE}`;

/**
 * Applies the writes in their order; at the first broken guard it stops and names it, and the
 * caller must undo the rest. No id occurs twice, so each guard is judged by the state before.
 */
export function applyCommit(
  prepare: Prepare,
  frame: CommitFrame,
  writes: readonly PreparedWrite[],
): CommitResult {
  for (const [index, write] of writes.entries()) {
    if (applied(prepare, frame, write)) continue;
    return { ok: false, broken: { index, id: write.id, reason: reasonOf(prepare, frame, write) } };
  }
  return { ok: true, etag: frame.etag };
}

function applied(
  prepare: Prepare,
  { pk, etag, nowMs }: CommitFrame,
  write: PreparedWrite,
): boolean {
  const guard = 'etag' in write ? ([pk, write.id, write.etag, nowMs] as const) : [];
  const run = (sql: string, ...values: (string | number | null)[]): boolean =>
    prepare(sql).run(...values).changes === 1;
  switch (write.op) {
    case 'create': {
      const expiry = expiryOf(write.document, nowMs);
      return run(CREATE, pk, write.id, etag, expiry, write.body, nowMs);
    }
    case 'put':
      return run(PUT, pk, write.id, etag, expiryOf(write.document, nowMs), write.body);
    case 'replace':
      return run(REPLACE, etag, expiryOf(write.document, nowMs), write.body, ...guard);
    case 'touch':
      return run(TOUCH, etag, ...guard) || run(TOUCH_EXPIRING, etag, nowMs, ...guard);
    case 'delete':
      return run(DELETE, ...guard);
  }
}

function reasonOf(
  prepare: Prepare,
  { pk, nowMs }: CommitFrame,
  write: PreparedWrite,
): BrokenGuard['reason'] {
  if (write.op === 'create') return 'exists';
  return prepare(EXISTS).get(pk, write.id, nowMs) ? 'changed' : 'missing';
}

function expiryOf(document: Json, nowMs: number): number | null {
  return document['ttl'] === undefined ? null : nowMs + 1000 * Number(document['ttl']);
}

/** Expired documents stay in the file this long, for commands that act as of another instant. */
const KEPT_AFTER_EXPIRY_MS = 7 * 86_400_000;
const PURGE = `
DELETE FROM documents WHERE rowid IN
  (SELECT rowid FROM documents WHERE expires_at IS NOT NULL AND expires_at <= ? LIMIT 200)`;

/** Frees the space of up to 200 documents that expired more than a week before `nowMs`. */
export function purgeExpired(prepare: Prepare, nowMs: number): void {
  prepare(PURGE).run(nowMs - KEPT_AFTER_EXPIRY_MS);
}
