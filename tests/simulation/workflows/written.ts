import { campaignType, type Campaign } from '../../../shared/campaigns/model.ts';
import type { Definition } from '../../../shared/workflows/definition.ts';
import { workflowVersionId, type WorkflowRun } from '../../../shared/workflows/model.ts';
import type { Salon } from './salon.ts';

/** How a run is written: the version it began with, with the steps of its variant where that has its own. */
export function writtenFor(
  { world: { truth }, plan: { tenantId } }: Pick<Salon, 'world' | 'plan'>,
  { workflowId, version, campaignId, variant }: WorkflowRun,
): Definition | undefined {
  const kept = truth.document(tenantId, workflowVersionId(workflowId, version))?.['definition'];
  const definition = kept as Definition | undefined;
  const campaign = truth.document(tenantId, campaignId ?? '') as unknown as Campaign | undefined;
  if (definition === undefined || campaign?.type !== campaignType.type) return definition;
  const steps = campaign.variants.find(({ id }) => id === variant)?.steps;
  return steps === undefined ? definition : { ...definition, steps: [...steps] };
}
