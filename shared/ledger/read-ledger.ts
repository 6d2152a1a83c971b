import { ownerIdsOf } from '../customers/merge-follow.ts';
import type { Owner } from '../customers/model.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { queryAllStored } from '../platform/store/query-all.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { foldLedger, type OwnerLedger } from './fold-ledger.ts';
import { ledgerEntryType, type LedgerEntry } from './model.ts';

/**
 * The ledger of an owner, those merged into them included. One query per 1,000 entries. Read the
 * owner before it: then the ETag of the owner guards what is decided from this.
 */
export async function readLedger(
  records: Records,
  owner: Pick<Owner, 'id' | 'tenantId' | 'absorbing'>,
): Promise<OwnerLedger> {
  const entries = await readStoredEntries(records, owner);
  return foldLedger(entries.map(({ value }) => value));
}

/** All entries of an owner as they are stored, in no particular order. */
export async function readStoredEntries(
  records: Records,
  owner: Pick<Owner, 'id' | 'tenantId' | 'absorbing'>,
): Promise<Stored<LedgerEntry>[]> {
  return queryAllStored(records, ledgerEntryType, liveOf(owner.tenantId), {
    where: { ownerId: { in: ownerIdsOf(owner) } },
  });
}
