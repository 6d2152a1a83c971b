import { campaignType } from '../campaigns/model.ts';
import { queryAll } from '../platform/store/query-all.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { workflowType } from '../workflows/model.ts';

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
  const recurring = await queryAll(records, workflowType, liveOf(tenantId), {
    where: { triggerType: 'time_based' },
  });
  for (const { id, name, status, definition } of recurring) {
    const { trigger } = definition;
    if (status === 'archived' || trigger.type !== 'time_based') continue;
    if (trigger.segmentId === segmentId) found.push({ id, name });
  }
  return found;
}
