import { segmentType } from '../../../shared/segments/model.ts';
import {
  workflowType,
  workflowVersionId,
  workflowVersionType,
} from '../../../shared/workflows/model.ts';
import type { Edge } from './edge.ts';

/** A campaign over the segment, with a member. */
export async function furnishCampaign(
  edge: Edge,
  mark: string,
  ids: Record<string, string>,
): Promise<void> {
  const { workflowId = '', segmentId = '', ownerId = '' } = ids;
  const audience = { kind: 'segment', segmentId };
  const body = { name: mark, workflowId, audience };
  const campaign = await edge.ask('POST', 'campaigns', { as: 'maple.owner', body });
  const campaignId = String(campaign.json['id']);
  ids['campaignId'] = campaignId;
  const at = edge.context.clock.now();
  const member = {
    ...{ id: 'cpm_test', type: 'campaignMember', tenantId: 'maple', schemaVersion: 1 },
    ...{ campaignId, ownerId, outcome: 'entered', runId: ids['runId'], ttl: 1000 },
    ...{ createdAt: at, updatedAt: at },
  };
  const result = await edge.context.records.commit({ tenantId: 'maple' }, [
    { op: 'create', document: member },
  ]);
  if (!result.ok) throw new Error('The test member could not be written');
  await writeWhatItsExampleNames(edge, mark, ids);
}

/** The workflow, segment and template of which the example of a campaign speaks. */
async function writeWhatItsExampleNames(
  edge: Edge,
  mark: string,
  ids: Readonly<Record<string, string>>,
): Promise<void> {
  const as = 'maple.owner';
  const words = { name: mark, category: 'promotions', channel: 'sms', body: mark };
  await edge.ask('POST', 'templates', { as, body: { key: 'offer_short', ...words } });
  const steps = [{ type: 'send_sms', template: 'offer_short' }];
  const made = await edge.ask('POST', 'workflows', {
    as,
    body: { name: mark, trigger: { type: 'manual' }, steps },
  });
  const { records } = edge.context;
  const at = { tenantId: 'maple' };
  const workflowId = String(made.json['id']);
  const segment = await records.get(segmentType, at, ids['segmentId'] ?? '');
  const workflow = await records.get(workflowType, at, workflowId);
  const id = workflowVersionId(workflowId, 1);
  const version = await records.get(workflowVersionType, at, id);
  if (segment === undefined || workflow === undefined || version === undefined) {
    throw new Error('What a campaign speaks of was not kept');
  }
  const named = 'wfl_23456789abcdefghijkm';
  const versionId = workflowVersionId(named, 1);
  await records.commit(at, [
    { op: 'create', document: { ...segment.value, id: 'seg_23456789abcdefghijkm' } },
    { op: 'create', document: { ...workflow.value, id: named } },
    { op: 'create', document: { ...version.value, id: versionId, workflowId: named } },
  ]);
}
