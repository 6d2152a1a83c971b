import { campaignType } from '../campaigns/model.ts';
import { queryAll, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { workflowType } from '../workflows/model.ts';

const PAGE_SIZE = 200;

/** Something that would have nobody to speak to without a segment. */
export interface SegmentUse {
  readonly id: string;
  readonly name: string;
}

/** The workflows, those put away apart, whose trigger names a segment, and campaigns that are drafts for it. */
export async function usesOf(
  records: Records,
  tenantId: string,
  segmentId: string,
): Promise<SegmentUse[]> {
  const drafts = await queryAll(records, campaignType, liveOf(tenantId), {
    where: { status: 'draft' },
    orderBy: { field: 'createdAt' },
  });
  const theirs = drafts.filter(
    ({ audience }) => audience.kind === 'segment' && audience.segmentId === segmentId,
  );
  const workflows = await workflowsOver(records, tenantId, segmentId);
  return [...workflows, ...theirs.map(({ id, name }) => ({ id, name }))];
}

async function workflowsOver(
  records: Records,
  tenantId: string,
  segmentId: string,
): Promise<SegmentUse[]> {
  const found: SegmentUse[] = [];
  let cursor: string | undefined;
  do {
    const page = await records.query(workflowType, liveOf(tenantId), {
      where: { triggerType: 'time_based' },
      limit: PAGE_SIZE,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { value } of page.items) {
      const { trigger } = value.definition;
      if (value.status === 'archived' || trigger.type !== 'time_based') continue;
      if (trigger.segmentId === segmentId) found.push({ id: value.id, name: value.name });
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}
