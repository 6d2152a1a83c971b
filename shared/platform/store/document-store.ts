import type { Instant } from '../../kernel/instant.ts';

/**
 * The port through which PetOps keeps its documents. One contract, several
 * adapters; `tests/conformance/document-store.ts` states every promise as a test.
 *
 * Promises: reads see every write committed before them (strong consistency); a
 * commit is atomic; a broken guard fails the whole commit and is named; after an
 * ambiguous error the adapter finds out what happened and answers truthfully, or
 * throws {@link StoreUnavailableError}; no call returns a document of another partition.
 */
export interface DocumentStore {
  /** One document, or undefined when it does not exist or its TTL has run out. */
  get(partition: Partition, id: string): Promise<Stored | undefined>;
  /**
   * Documents by id, in the order asked, without the missing ones. Any number of ids; an id asked
   * twice is answered twice. One snapshot per call is not promised.
   */
  getMany(partition: Partition, ids: readonly string[]): Promise<Stored[]>;
  /**
   * One page in the query's order; pages never repeat or skip a document that stays unchanged.
   * Throws {@link InvalidCursorError} for a cursor that is not its own and
   * {@link UnindexedQueryError} when no composite index serves it.
   */
  query(partition: Partition, query: Query): Promise<Page>;
  /** How many documents match. Throws {@link UnindexedQueryError} as `query` does. */
  count(partition: Partition, filter: Filter): Promise<number>;
  /**
   * Applies 1 to {@link MAX_COMMIT_WRITES} writes of one partition, all or none.
   * Throws `CommitTooLargeError` above {@link MAX_COMMIT_WRITES} writes or
   * {@link MAX_COMMIT_BYTES}, and `InvariantError` when one id occurs twice, when an id or `ttl`
   * cannot be stored, or when a document's `tenantId` is not the partition's.
   */
  commit(partition: Partition, writes: readonly Write[]): Promise<CommitResult>;
  /**
   * Work that is due, across tenants, oldest first: documents with this `dueKind`
   * and `dueAt <= until`. The only kind of read that crosses tenants. History is never due.
   */
  due(request: DueRequest): Promise<DuePointer[]>;
  /** How much work of a kind is due per tenant, in no particular order. */
  dueTenants(dueKind: string, until: Instant): Promise<{ tenantId: string; count: number }[]>;
  /** A lookup document (outside tenants, keyed by id alone), or undefined. */
  getLookup(id: string): Promise<Json | undefined>;
  /** Creates or replaces a lookup document; `id` is required. */
  putLookup(document: Json): Promise<void>;
  /** Removes a lookup document; nothing happens when there is none. */
  deleteLookup(id: string): Promise<void>;
  /** Releases files and connections. Idempotent. */
  close(): Promise<void>;
}

/** A JSON document; `id` is unique within its partition. */
export interface Json {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** What the store holds: the document as written, and the ETag of that writing. */
export interface Stored<T = Json> {
  readonly value: T;
  /** Changes with every write, touch included. */
  readonly etag: string;
}

/**
 * Where documents live: the live partition of a tenant, or one month of its cold,
 * append-only history. Commits are atomic within one partition only.
 */
export interface Partition {
  readonly tenantId: string;
  /** `YYYY-MM` for history; absent for live documents. */
  readonly month?: string;
}

/** The partition key of a partition, as stored: `tenant` or `tenant|h|YYYY-MM`. */
export function partitionKey({ tenantId, month }: Partition): string {
  return month === undefined ? tenantId : `${tenantId}|h|${month}`;
}

/** Conditions a document must meet, all of them. Fields are top-level names. */
export interface Filter {
  /** The document's `type`, or one of several. */
  readonly type: string | readonly string[];
  /** Condition per field; a document without the field never matches. */
  readonly where?: Readonly<Record<string, Condition>>;
}

/** A comparable value of a field. */
export type Scalar = string | number | boolean;

/**
 * Equality, membership, a range (`from`/`to` inclusive, `after`/`before` exclusive) or a text prefix.
 * Values match within their kind only (text, number, boolean). Text compares by its bytes in
 * UTF-8, case matters; among characters above U+DFFF nothing may rely on the order.
 */
export type Condition =
  | Scalar
  | { readonly in: readonly Scalar[] }
  | { readonly prefix: string }
  | {
      readonly from?: string | number;
      readonly to?: string | number;
      readonly after?: string | number;
      readonly before?: string | number;
    };

/** A filtered, ordered, paged read. */
export interface Query extends Filter {
  /**
   * Sort field, `id` by default; ties are broken by id in the same direction.
   * Documents without the field (or with null, an object or a list in it) are not returned.
   */
  readonly orderBy?: { readonly field: string; readonly direction?: 'asc' | 'desc' };
  /** Page size, 1 to {@link MAX_PAGE_SIZE}. A page may be shorter and still have a `next`. */
  readonly limit: number;
  /** `next` of the page before, of the same query (the limit may differ); else {@link InvalidCursorError}. */
  readonly cursor?: string;
}

/** One page. `next` is absent on the last one. */
export interface Page<T = Json> {
  readonly items: readonly Stored<T>[];
  readonly next?: string;
}

/**
 * One write of a commit.
 * create: the id must not exist. replace, delete: the ETag must still hold.
 * touch: as replace, but leaves the document as it is (a guard that makes rival commits collide).
 * put: writes the document whether it is there or not, and guards nothing; the last one wins. It is
 * for marks that many write at once and whose content does not depend on what was there.
 * A document's `ttl` (seconds, counted from its last write) makes it vanish from reads.
 */
export type Write =
  | { readonly op: 'create'; readonly document: Json }
  | { readonly op: 'put'; readonly document: Json }
  | { readonly op: 'replace'; readonly document: Json; readonly etag: string }
  | { readonly op: 'delete'; readonly id: string; readonly etag: string }
  | { readonly op: 'touch'; readonly id: string; readonly etag: string };

/** Why a commit did not happen: the first guard broken, in the order of the writes. */
export interface BrokenGuard {
  readonly index: number;
  readonly id: string;
  /** exists: create met a document. missing: nothing there. changed: another ETag. */
  readonly reason: 'exists' | 'missing' | 'changed';
}

/** The outcome of a commit: the new ETag shared by all its writes, or the guard that broke. */
export type CommitResult =
  | { readonly ok: true; readonly etag: string }
  | { readonly ok: false; readonly broken: BrokenGuard };

/** A request for due work of one kind. */
export interface DueRequest {
  readonly dueKind: string;
  readonly until: Instant;
  readonly limit: number;
  /** Only this tenant's work. */
  readonly tenantId?: string;
}

/** Where due work lies; carries no personal data. */
export interface DuePointer {
  readonly tenantId: string;
  readonly id: string;
  readonly dueKind: string;
  readonly dueAt: Instant;
}

/** The most documents one page may hold. */
export const MAX_PAGE_SIZE = 1000;
/** The most writes one commit may hold (the limit of a Cosmos DB transactional batch). */
export const MAX_COMMIT_WRITES = 100;
/** The most bytes of UTF-8 JSON one commit may hold: 2 MB less what the envelope needs. */
export const MAX_COMMIT_BYTES = 1_900_000;

/** A commit above {@link MAX_COMMIT_WRITES} or {@link MAX_COMMIT_BYTES}: split the work. */
export class CommitTooLargeError extends Error {
  override name = 'CommitTooLargeError';
}

/** The cursor is not the `next` of an earlier page of the same query. */
export class InvalidCursorError extends Error {
  override name = 'InvalidCursorError';
}

/** The store did not answer, or its answer could not be established. Retry later. */
export class StoreUnavailableError extends Error {
  override name = 'StoreUnavailableError';
  readonly retryable = true;
}

/**
 * A query or count that no composite index serves. It would read a whole partition in production,
 * so that every adapter refuses it: add the index to `infra/indexing-policy.json`.
 */
export class UnindexedQueryError extends Error {
  override name = 'UnindexedQueryError';
}
