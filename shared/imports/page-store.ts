import { petType } from '../customers/model.ts';
import { ID_PREFIXES } from '../kernel/ids.ts';
import type {
  CommitResult,
  Json,
  Partition,
  Stored,
  Write,
} from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';

/** What an import needs of the store, so that a dry run can stand in for it. */
export interface PageStore {
  /** Documents by id, of any type; missing ones are left out. */
  getMany(ids: readonly string[]): Promise<readonly Stored[]>;
  /** The pets of an owner. */
  petsOf(ownerId: string): Promise<readonly Stored[]>;
  commit(writes: readonly Write[]): Promise<CommitResult>;
}

/** Most pets of one owner that are compared by name; nobody has more. */
const MOST_PETS = 200;

/** The tenant's records themselves. */
export function pageStore(records: Records, partition: Partition): PageStore {
  return {
    getMany: async (ids) => records.store.getMany(partition, ids),
    async petsOf(ownerId) {
      const page = await records.query(petType, partition, {
        where: { ownerId },
        limit: MOST_PETS,
      });
      return page.items;
    },
    commit: async (writes) => records.commit(partition, writes),
  };
}

/**
 * The tenant's records, overlaid by what would have been written: commits end in memory (about
 * 1 KB a row), so that a dry run decides exactly as the import would. It always begins with the
 * first row: imports that are under way are not looked at.
 */
export function rehearsalStore(records: Records, partition: Partition): PageStore {
  const real = pageStore(records, partition);
  const overlay = new Map<string, { readonly json: string; readonly etag: string }>();
  const overlaid = (id: string): Stored | undefined => {
    const entry = overlay.get(id);
    return entry && { value: JSON.parse(entry.json) as Json, etag: entry.etag };
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
    commit: async (writes) => {
      for (const write of writes) {
        if (write.op !== 'create' && write.op !== 'replace') continue;
        overlay.set(write.document.id, { json: JSON.stringify(write.document), etag: 'rehearsed' });
      }
      return { ok: true, etag: 'rehearsed' };
    },
  };
}
