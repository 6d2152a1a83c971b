import type { DocumentStore, Json, Stored } from '../../../shared/platform/store/document-store.ts';
import type { DocumentType } from '../../../shared/platform/store/document-type.ts';
import { parsed, recordsOver, type Records } from '../../../shared/platform/store/records.ts';
import { frozen } from './frozen-json.ts';

/** So many versions of documents are remembered: more than most worlds come to. */
const REMEMBERED = 2000;
// A version of a document is one object for as long as it is held, so what it reads as is known.
let known = new Map<Json, Map<DocumentType<unknown>, unknown>>();

/**
 * A document as its type: read through its schema once per version, frozen so that whoever
 * changes what they read meets an error. Throws when it does not fit.
 */
export function readAs<T>(type: DocumentType<T>, document: Json | undefined): T {
  if (document === undefined) throw new Error(`There is no such ${type.type}.`);
  const before = known.get(document)?.get(type);
  if (before !== undefined) return before as T;
  const { value } = parsed(type, { value: document, etag: '' });
  if (known.size >= REMEMBERED) known = new Map();
  const readings = known.get(document) ?? new Map<DocumentType<unknown>, unknown>();
  known.set(document, readings.set(type, frozen(value)));
  return value;
}

/**
 * The records of the application, except that the same version of a document is read through its schema
 * once and not at every call.
 */
export function recordsReadOnce(store: DocumentStore): Records {
  const read = <T>(type: DocumentType<T>, { value, etag }: Stored): Stored<T> => ({
    etag,
    value: readAs(type, value),
  });
  return {
    ...recordsOver(store),
    async get(type, partition, id) {
      const stored = await store.get(partition, id);
      return stored?.value['type'] === type.type ? read(type, stored) : undefined;
    },
    async getMany(type, partition, ids) {
      const found = await store.getMany(partition, ids);
      return found.filter((it) => it.value['type'] === type.type).map((it) => read(type, it));
    },
    async query(type, partition, query) {
      const page = await store.query(partition, { ...query, type: type.type });
      return { ...page, items: page.items.map((it) => read(type, it)) };
    },
  };
}
