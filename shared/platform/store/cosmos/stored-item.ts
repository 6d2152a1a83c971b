import type { Json, Stored } from '../document-store.ts';

/** A document as Cosmos DB holds it: with its partition, its commit and what the service adds. */
export interface StoredItem extends Json {
  readonly pk: string;
  /** The commit that wrote it last; it is the ETag that callers see. */
  readonly commitId: string;
  /** The service's own ETag of this writing; it guards batches and never leaves the adapter. */
  readonly _etag: string;
}

/** The document as it is sent: two fields more than its owner knows. */
export function itemOf(pk: string, commitId: string, document: Json): Json {
  return { ...document, pk, commitId };
}

/** The document as its owner wrote it, and the id of its commit. */
export function storedOf(item: StoredItem): Stored {
  const { pk: _pk, commitId, ...rest } = item;
  return { value: withoutServiceFields(rest), etag: commitId };
}

/** Takes away what the service adds to every document. */
export function withoutServiceFields(item: Json): Json {
  const { _rid, _self, _etag, _ts, _attachments, ...document } = item;
  return document;
}
