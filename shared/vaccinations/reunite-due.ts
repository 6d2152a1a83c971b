import { currentOwners, ownerIdsOf } from '../customers/merge-follow.ts';
import type { Records } from '../platform/store/records.ts';

/**
 * Owner ids by the owner they stand for today, when some were merged: all ids that records of one
 * person may carry until the merge is carried out. Ids of nobody stand for themselves.
 */
export async function idsByOwner(
  records: Records,
  tenantId: string,
  ownerIds: readonly string[],
): Promise<Map<string, string[]>> {
  const owners = await currentOwners(records, tenantId, ownerIds);
  const ids = new Map<string, Set<string>>();
  for (const id of ownerIds) {
    const owner = owners.get(id)?.value;
    const known = ids.get(owner?.id ?? id) ?? new Set(owner === undefined ? [] : ownerIdsOf(owner));
    ids.set(owner?.id ?? id, known.add(id));
  }
  return new Map([...ids].map(([ownerId, all]) => [ownerId, [...all]]));
}
