import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ID_PREFIXES } from '../kernel/ids.ts';
import { ledgerEntryType, type LedgerEntry } from '../ledger/model.ts';
import type { Json, Partition, Stored } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';
import { pageStore, type PageStore } from './page-store.ts';

/** Stands for the ETag of what was never written. */
const REHEARSED = 'rehearsed';

/**
 * The tenant's records, overlaid by what would have been written: commits end in memory, packed
 * (some hundred bytes a row), so that a dry run decides exactly as the import would. It always
 * begins with the first row: imports that are under way are not looked at.
 */
export function rehearsalStore(records: Records, partition: Partition): PageStore {
  const real = pageStore(records, partition);
  const overlay = new PackedDocuments();
  const overlaid = (id: string): Stored | undefined => {
    const value = overlay.get(id);
    return value && { value, etag: REHEARSED };
  };
  return {
    async getMany(ids) {
      const found = ids.map(overlaid).filter((it) => it !== undefined);
      const others = ids.filter((id) => !overlay.has(id) && !id.startsWith(ID_PREFIXES.import));
      return others.length === 0 ? found : [...found, ...(await real.getMany(others))];
    },
    async petsOf(ownerId) {
      return (await real.petsOf(ownerId)).map((pet) => overlaid(pet.value.id) ?? pet);
    },
    async ownersOf(email) {
      return (await real.ownersOf(email)).map((owner) => overlaid(owner.value.id) ?? owner);
    },
    async entriesOf(ownerId) {
      const rehearsed = overlay.entriesOf(ownerId).map((id) => overlay.get(id));
      return [
        ...(await real.entriesOf(ownerId)),
        ...rehearsed.map((document) => document as Json & LedgerEntry),
      ];
    },
    async commit(writes) {
      const written = writes.flatMap((it) => {
        const document = it.op === 'create' || it.op === 'replace' ? it.document : undefined;
        // Nobody looks findings up while rows go in.
        return document === undefined || document['type'] === 'importFindings' ? [] : [document];
      });
      overlay.add(written);
      return { ok: true, etag: REHEARSED };
    },
  };
}

/** How many pages stay unpacked: rows about the same records stand near each other. */
const UNPACKED = 8;

/** Documents kept in memory page by page, compressed; the last written of an id counts. */
class PackedDocuments {
  readonly #pages: Uint8Array[] = [];
  readonly #pageOf = new Map<string, number>();
  readonly #entriesOf = new Map<string, string[]>();
  readonly #unpacked = new Map<number, ReadonlyMap<string, Json>>();

  add(documents: readonly Json[]): void {
    const page = this.#pages.push(deflateRawSync(JSON.stringify(documents), { level: 1 })) - 1;
    for (const document of documents) {
      this.#pageOf.set(document.id, page);
      if (document['type'] === ledgerEntryType.type) this.#addEntry(document);
    }
  }

  /** Ids of the ledger entries of an owner. */
  entriesOf(ownerId: string): readonly string[] {
    return this.#entriesOf.get(ownerId) ?? [];
  }

  has(id: string): boolean {
    return this.#pageOf.has(id);
  }

  get(id: string): Json | undefined {
    const page = this.#pageOf.get(id);
    return page === undefined ? undefined : this.#unpack(page).get(id);
  }

  #addEntry(entry: Json): void {
    const ownerId = String(entry['ownerId']);
    const ids = this.#entriesOf.get(ownerId);
    // An import only adds entries: none comes twice.
    if (ids === undefined) this.#entriesOf.set(ownerId, [entry.id]);
    else ids.push(entry.id);
  }

  #unpack(page: number): ReadonlyMap<string, Json> {
    const known = this.#unpacked.get(page);
    if (known !== undefined) return known;
    const packed = this.#pages[page] ?? new Uint8Array();
    const documents = JSON.parse(inflateRawSync(packed).toString()) as Json[];
    const unpacked = new Map(documents.map((it) => [it.id, it]));
    this.#unpacked.set(page, unpacked);
    const [oldest] = this.#unpacked.keys();
    if (this.#unpacked.size > UNPACKED && oldest !== undefined) this.#unpacked.delete(oldest);
    return unpacked;
  }
}
