import { ownerIdsOf } from '../customers/merge-follow.ts';
import type { Owner } from '../customers/model.ts';
import { MAX_PAGE_SIZE } from '../platform/store/document-store.ts';
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
  const events: ReputationEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await records.query(reputationEventType, liveOf(owner.tenantId), {
      where: { ownerId: { in: ownerIdsOf(owner) } },
      limit: MAX_PAGE_SIZE,
      ...(cursor !== undefined && { cursor }),
    });
    events.push(...page.items.map(({ value }) => value));
    cursor = page.next;
  } while (cursor !== undefined);
  return events;
}
