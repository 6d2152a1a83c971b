import { ownerIdsOf } from '../customers/merge-follow.ts';
import type { Owner } from '../customers/model.ts';
import { queryAll } from '../platform/store/query-all.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { reputationEventType, type ReputationEvent } from './model.ts';

/**
 * All entries of an owner's reputation, void ones and those of owners merged into them included, in
 * no particular order. Read the owner first: its ETag then guards what is decided from this.
 */
export async function readEvents(
  records: Records,
  owner: Pick<Owner, 'id' | 'tenantId' | 'absorbing'>,
): Promise<ReputationEvent[]> {
  return queryAll(records, reputationEventType, liveOf(owner.tenantId), {
    where: { ownerId: { in: ownerIdsOf(owner) } },
  });
}
