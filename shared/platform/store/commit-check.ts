import { InvariantError } from '../../kernel/result.ts';
import {
  CommitTooLargeError,
  MAX_COMMIT_BYTES,
  MAX_COMMIT_WRITES,
  partitionKey,
  type Json,
  type Partition,
  type Write,
} from './document-store.ts';

/** A write as adapters apply it: checked, its document already turned into JSON. */
export type PreparedWrite =
  | { readonly op: 'create'; readonly id: string; readonly document: Json; readonly body: string }
  | { readonly op: 'put'; readonly id: string; readonly document: Json; readonly body: string }
  | {
      readonly op: 'replace';
      readonly id: string;
      readonly etag: string;
      readonly document: Json;
      readonly body: string;
    }
  | { readonly op: 'delete' | 'touch'; readonly id: string; readonly etag: string };

/** The longest `ttl`: Cosmos DB's, 68 years. */
const MAX_TTL_SECONDS = 2_147_483_647;
const MAX_ID_BYTES = 1023;
/** Fields in which Cosmos DB and its adapter keep what is theirs; a document's own would be lost. */
const STORE_FIELDS = ['pk', 'commitId', '_rid', '_self', '_etag', '_ts', '_attachments'];

/**
 * Checks what every adapter refuses before it asks its database, and serialises the documents once.
 *
 * Throws `CommitTooLargeError` above the limits, `InvariantError` for an empty commit, an id
 * that occurs twice, an id or `ttl` the store cannot hold, a field that is the store's own, and a
 * document of another tenant.
 */
export function prepared(partition: Partition, writes: readonly Write[]): PreparedWrite[] {
  if (writes.length === 0) throw new InvariantError('A commit needs at least one write.');
  if (writes.length > MAX_COMMIT_WRITES) {
    throw new CommitTooLargeError(`${writes.length} writes exceed ${MAX_COMMIT_WRITES}.`);
  }
  const ids = new Set<string>();
  let bytes = 0;
  const ready = writes.map((write) => {
    const one = preparedWrite(partition, write);
    if (ids.has(one.id)) throw new InvariantError(`${one.id} occurs twice in one commit.`);
    ids.add(one.id);
    if ('body' in one) bytes += Buffer.byteLength(one.body);
    return one;
  });
  if (bytes > MAX_COMMIT_BYTES) {
    throw new CommitTooLargeError(`${bytes} bytes exceed ${MAX_COMMIT_BYTES}.`);
  }
  return ready;
}

/** The key of a partition; throws `InvariantError` when tenant or month could name another one. */
export function checkedPartitionKey(partition: Partition): string {
  const { tenantId, month } = partition;
  if (tenantId === '' || tenantId.includes('|')) {
    throw new InvariantError(`${JSON.stringify(tenantId)} cannot name a tenant.`);
  }
  if (month !== undefined && !/^\d{4}-\d{2}$/.test(month)) {
    throw new InvariantError(`${JSON.stringify(month)} is no month.`);
  }
  return partitionKey(partition);
}

function preparedWrite(partition: Partition, write: Write): PreparedWrite {
  if (write.op === 'delete' || write.op === 'touch') {
    return { op: write.op, id: checkedDocumentId(write.id), etag: write.etag };
  }
  const { document } = write;
  const id = checkedDocumentId(document.id);
  const { ttl, tenantId } = document;
  if (ttl !== undefined && !isTtl(ttl)) {
    throw new InvariantError(`The ttl of ${id} is not a whole number of seconds above 0.`);
  }
  if (tenantId !== undefined && tenantId !== partition.tenantId) {
    throw new InvariantError(`${id} belongs to another tenant than the commit.`);
  }
  const reserved = STORE_FIELDS.find((field) => field in document);
  if (reserved !== undefined) {
    throw new InvariantError(`${id} has a field ${reserved}, which belongs to the store.`);
  }
  const body = JSON.stringify(document);
  if (write.op === 'replace') return { op: 'replace', id, etag: write.etag, document, body };
  return write.op === 'put'
    ? { op: 'put', id, document, body }
    : { op: 'create', id, document, body };
}

function isTtl(ttl: unknown): boolean {
  return Number.isInteger(ttl) && Number(ttl) > 0 && Number(ttl) <= MAX_TTL_SECONDS;
}

/** Whether a document can have this id: text that Cosmos DB can hold, and that stays one step of an address. */
export function isDocumentId(id: unknown): id is string {
  return (
    typeof id === 'string' &&
    !['', '.', '..'].includes(id) &&
    // eslint-disable-next-line no-control-regex -- control characters are what it looks for
    !/[/\\?#\u0000-\u001f\u007f]/.test(id) &&
    id.isWellFormed() &&
    Buffer.byteLength(id) <= MAX_ID_BYTES
  );
}

/** The id, checked by {@link isDocumentId}; throws `InvariantError` otherwise. */
export function checkedDocumentId(id: unknown): string {
  if (isDocumentId(id)) return id;
  throw new InvariantError(`${JSON.stringify(id)} cannot be a document's id.`);
}
