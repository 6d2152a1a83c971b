import type {
  DocumentStore,
  Json,
  Partition,
  Stored,
  Write,
} from '../../../shared/platform/store/document-store.ts';

/** A store that takes other writes than it was given. */
export function writing(
  store: DocumentStore,
  change: (writes: readonly Write[]) => readonly Write[],
): DocumentStore {
  return { ...store, commit: async (partition, writes) => store.commit(partition, change(writes)) };
}

/** A store that is read as if documents stood otherwise; `many`: where several are read at once alone. */
export function reading(
  store: DocumentStore,
  change: (document: Json) => Json,
  where: 'anywhere' | 'many' = 'anywhere',
): DocumentStore {
  const seen = <T extends Stored | undefined>(stored: T): T =>
    stored === undefined ? stored : { ...stored, value: change(stored.value) };
  return {
    ...store,
    getMany: async (partition, ids) => (await store.getMany(partition, ids)).map(seen),
    ...(where === 'anywhere' && {
      get: async (partition: Partition, id: string) => seen(await store.get(partition, id)),
    }),
  };
}

/** A store that commits some writes in a commit of their own, after the others. */
export function inTwo(
  store: DocumentStore,
  isLater: (write: Write, all: readonly Write[]) => boolean,
): DocumentStore {
  return {
    ...store,
    commit: async (partition: Partition, writes: readonly Write[]) => {
      const later = writes.filter((it) => isLater(it, writes));
      const rest = writes.filter((it) => !later.includes(it));
      const first = await store.commit(partition, rest);
      return first.ok && later.length > 0 ? store.commit(partition, later) : first;
    },
  };
}

/** What a write puts in place. */
export function put(write: Write): Json | undefined {
  return 'document' in write ? write.document : undefined;
}

/** A store in which a commit guards nothing of this kind. */
export function untouched(store: DocumentStore, ids: RegExp): DocumentStore {
  return writing(store, (writes) => writes.filter((it) => it.op !== 'touch' || !ids.test(it.id)));
}

/** Says of documents whether they are of a type. */
export function isType(type: string): (document: Json | undefined) => boolean {
  return (document) => document?.['type'] === type;
}

/** A store in which documents of a kind are replaced by others than they should be. */
export function changing(
  isMeant: (document: Json) => boolean,
  change: (document: Json, before: Json | undefined) => Json,
) {
  return (store: DocumentStore): DocumentStore => ({
    ...store,
    commit: async (partition, writes) => {
      const changed = await Promise.all(
        writes.map(async (it): Promise<Write> => {
          if (it.op !== 'replace' || !isMeant(it.document)) return it;
          const before = await store.get(partition, it.document.id);
          return { ...it, document: change(it.document, before?.value) };
        }),
      );
      return store.commit(partition, changed);
    },
  });
}
