import { ownerType, petType } from '../customers/model.ts';
import type { LedgerEntry } from '../ledger/model.ts';
import { readStoredEntries } from '../ledger/read-ledger.ts';
import type { CommitResult, Partition, Stored, Write } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';

/** What an import needs of the store, so that a dry run can stand in for it. */
export interface PageStore {
  /** Documents by id, of any type; missing ones are left out. */
  getMany(ids: readonly string[]): Promise<readonly Stored[]>;
  /** The pets of an owner. */
  petsOf(ownerId: string): Promise<readonly Stored[]>;
  /** The ledger of an owner, in no particular order. */
  entriesOf(ownerId: string): Promise<readonly LedgerEntry[]>;
  /** The owners with an address in lower case. */
  ownersOf(email: string): Promise<readonly Stored[]>;
  commit(writes: readonly Write[]): Promise<CommitResult>;
}

/** Most pets of one owner that are compared by name; nobody has more. */
const MOST_PETS = 200;

/** Most owners of one address that are told apart. */
const MOST_NAMESAKES = 50;

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
    async ownersOf(emailKey) {
      const where = { emailKey };
      const limit = MOST_NAMESAKES;
      return (await records.query(ownerType, partition, { where, limit })).items;
    },
    async entriesOf(ownerId) {
      const owner = await records.get(ownerType, partition, ownerId);
      const whose = owner?.value ?? { id: ownerId, tenantId: partition.tenantId };
      return (await readStoredEntries(records, whose)).map(({ value }) => value);
    },
    commit: async (writes) => records.commit(partition, writes),
  };
}
