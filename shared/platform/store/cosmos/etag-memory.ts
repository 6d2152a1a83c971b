import type { StoredItem } from './stored-item.ts';

/**
 * Remembers which ETag of the service belongs to which commit of a document.
 *
 * Callers guard by commit id, one for all documents of a commit; the service guards by an ETag of
 * its own per document. A commit writes a document once, so a pair never changes: what is
 * remembered is never stale, and what was forgotten is read again.
 */
export interface EtagMemory {
  recall(pk: string, id: string, commitId: string): string | undefined;
  remember(pk: string, id: string, commitId: string, etag: string): void;
}

/** A memory of the last `capacity` pairs seen in this process; a pair takes some 200 bytes. */
export function etagMemory(capacity: number): EtagMemory {
  const pairs = new Map<string, string>();
  // Neither partition keys nor ids may contain line breaks.
  const keyOf = (...parts: readonly string[]): string => parts.join('\n');
  return {
    recall: (pk, id, commitId) => pairs.get(keyOf(pk, id, commitId)),
    remember(pk, id, commitId, etag) {
      const key = keyOf(pk, id, commitId);
      pairs.delete(key);
      pairs.set(key, etag);
      if (pairs.size <= capacity) return;
      const [oldest] = pairs.keys();
      if (oldest !== undefined) pairs.delete(oldest);
    },
  };
}

/** Remembers the version of a document that was just read, and returns the document. */
export function noted(etags: EtagMemory, item: StoredItem): StoredItem {
  etags.remember(item.pk, item.id, item.commitId, item._etag);
  return item;
}
