import type { DocumentStore, Page } from '../../shared/platform/store/document-store.ts';

/** What went through a {@link countingStore}. */
export interface StoreCounts {
  /** Calls of the port, failed ones included. */
  calls: number;
  /** Documents returned. */
  read: number;
  /** Writes handed to `commit`. */
  written: number;
}

/** The same store, counting every call of the port except `close`. */
export function countingStore(inner: DocumentStore): {
  readonly store: DocumentStore;
  readonly counts: StoreCounts;
} {
  const counts: StoreCounts = { calls: 0, read: 0, written: 0 };
  const counted = async <T>(
    call: () => Promise<T>,
    documents: (answer: T) => number,
  ): Promise<T> => {
    counts.calls += 1;
    const answer = await call();
    counts.read += documents(answer);
    return answer;
  };
  const none = (): number => 0;
  const one = (answer: unknown): number => (answer === undefined ? 0 : 1);
  const many = (answer: readonly unknown[]): number => answer.length;
  const page = (answer: Page): number => answer.items.length;
  const store: DocumentStore = {
    get: (partition, id) => counted(() => inner.get(partition, id), one),
    getMany: (partition, ids) => counted(() => inner.getMany(partition, ids), many),
    query: (partition, query) => counted(() => inner.query(partition, query), page),
    count: (partition, filter) => counted(() => inner.count(partition, filter), none),
    commit: (partition, writes) => {
      counts.written += writes.length;
      return counted(() => inner.commit(partition, writes), none);
    },
    due: (request) => counted(() => inner.due(request), many),
    dueTenants: (kind, until) => counted(() => inner.dueTenants(kind, until), many),
    getLookup: (id) => counted(() => inner.getLookup(id), one),
    putLookup: (document) => counted(() => inner.putLookup(document), none),
    deleteLookup: (id) => counted(() => inner.deleteLookup(id), none),
    close: () => inner.close(),
  };
  return { store, counts };
}
