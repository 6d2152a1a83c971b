import type { Instant } from '../kernel/instant.ts';
import { cureNotice } from '../notices/cure-notice.ts';
import { MAX_PAGE_SIZE, type Write } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { heldCause } from './hold-visit.ts';
import { noShowRecordType, type NoShowRecord } from './model.ts';

/**
 * The writes that note that no visit of this record's day is held any more, for the commit that settles
 * the record; none while others are. Two that are settled at the same moment may leave the notice: staff
 * can say that it is cured.
 */
export async function curedDay(
  records: Records,
  { id, tenantId, localDate }: Pick<NoShowRecord, 'id' | 'tenantId' | 'localDate'>,
  now: Instant,
): Promise<Write[]> {
  const page = await records.query(noShowRecordType, liveOf(tenantId), {
    where: { localDate },
    orderBy: { field: 'startsAt' },
    limit: MAX_PAGE_SIZE,
  });
  const others = page.items.some(({ value }) => value.status === 'held' && value.id !== id);
  return others ? [] : cureNotice(records, tenantId, heldCause(localDate), now);
}
