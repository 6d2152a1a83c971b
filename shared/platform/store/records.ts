import { fieldPath } from '../../kernel/field-path.ts';
import type {
  CommitResult,
  DocumentStore,
  Filter,
  Json,
  Page,
  Partition,
  Query,
  Stored,
  Write,
} from './document-store.ts';
import type { DocumentType } from './document-type.ts';

/** Conditions of a typed query; the type comes from the {@link DocumentType}. */
export type TypedQuery = Omit<Query, 'type'>;

/**
 * Typed reading over {@link DocumentStore}: the same calls and promises, with every
 * document parsed by its schema. A document that does not parse throws, naming id and field.
 */
export interface Records {
  readonly store: DocumentStore;
  get<T>(type: DocumentType<T>, partition: Partition, id: string): Promise<Stored<T> | undefined>;
  getMany<T>(
    type: DocumentType<T>,
    partition: Partition,
    ids: readonly string[],
  ): Promise<Stored<T>[]>;
  query<T>(type: DocumentType<T>, partition: Partition, query: TypedQuery): Promise<Page<T>>;
  count(
    type: DocumentType<unknown>,
    partition: Partition,
    where?: Filter['where'],
  ): Promise<number>;
  commit(partition: Partition, writes: readonly Write[]): Promise<CommitResult>;
}

/** Opens typed reading over a store. */
export function recordsOver(store: DocumentStore): Records {
  return {
    store,
    async get(type, partition, id) {
      const stored = await store.get(partition, id);
      return stored?.value['type'] === type.type ? parsed(type, stored) : undefined;
    },
    async getMany(type, partition, ids) {
      const found = await store.getMany(partition, ids);
      return found.filter((it) => it.value['type'] === type.type).map((it) => parsed(type, it));
    },
    async query(type, partition, query) {
      const page = await store.query(partition, { ...query, type: type.type });
      return { ...page, items: page.items.map((it) => parsed(type, it)) };
    },
    async count(type, partition, where) {
      return store.count(partition, { type: type.type, ...(where && { where }) });
    },
    async commit(partition, writes) {
      return store.commit(partition, writes);
    },
  };
}

/** Reads a stored document as its type; throws when it does not fit the schema. */
export function parsed<T>(type: DocumentType<T>, stored: Stored): Stored<T> {
  const result = type.schema.safeParse(stored.value);
  if (result.success) return { etag: stored.etag, value: result.data };
  const issue = result.error.issues[0];
  throw new Error(
    `Document ${stored.value.id} is not a valid ${type.type}: ${fieldPath(issue?.path ?? [])} ${issue?.message ?? ''}`,
    { cause: result.error },
  );
}

/** A write that creates a document; its id must be new. */
export function create(document: Json): Write {
  return { op: 'create', document };
}

/** A write that replaces a document as read, if nobody changed it since. */
export function replace<T extends Json>(stored: Stored<T>, changes: Partial<T>): Write {
  return { op: 'replace', etag: stored.etag, document: { ...stored.value, ...changes } };
}
