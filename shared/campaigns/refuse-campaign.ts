import { ProblemError, type FieldProblem } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { segmentType } from '../segments/model.ts';
import { liveOf } from '../tenants/model.ts';
import { workflowType, type Workflow } from '../workflows/model.ts';
import { misfitsOf } from '../workflows/refuse-misfit.ts';
import { TRIGGERS } from '../workflows/triggers.ts';
import type { CampaignInput } from './campaign-input.ts';
import type { Campaign } from './model.ts';
import { definitionFor } from './variant-definition.ts';

/** What is checked of a campaign: one that is written, or one that is about to start. */
type Checked = Pick<CampaignInput, 'workflowId' | 'audience' | 'variants'> | Campaign;

/**
 * Throws what is wrong with a campaign among what the business has (422, `invalid-campaign`), each finding
 * with its field: a workflow that is not there, is put away, or speaks of a visit that nobody here has; a
 * segment that is not there; variants that change steps which are not there or send nothing, or whose
 * steps would not be a workflow. Answers the workflow.
 */
export async function refuseCampaign(
  context: Pick<Context, 'records'>,
  tenantId: string,
  campaign: Checked,
): Promise<Workflow> {
  const { records } = context;
  const stored = await records.get(workflowType, liveOf(tenantId), campaign.workflowId);
  const workflow = stored?.value;
  const errors = [
    ...workflowProblems(workflow, campaign.workflowId),
    ...(await audienceProblems(context, tenantId, campaign)),
  ];
  if (workflow === undefined) throw refused(errors);
  errors.push(...changeProblems(workflow, campaign.variants));
  const wholes: readonly (string | undefined)[] = [undefined, ...campaign.variants.map(idOf)];
  for (const [n, id] of wholes.entries()) {
    const definition = definitionFor(workflow.definition, campaign.variants, id);
    const found = await misfitsOf(records, tenantId, definition);
    const path = id === undefined ? 'workflow' : `variants[${String(n - 1)}]`;
    errors.push(...found.map((it) => ({ ...it, field: `${path}.${it.field}` })));
  }
  if (errors.length > 0) throw refused(errors);
  return workflow;
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}

function workflowProblems(workflow: Workflow | undefined, id: string): FieldProblem[] {
  const field = 'workflowId';
  if (workflow === undefined || workflow.status === 'archived') {
    const detail = 'There is no such workflow, or it is put away.';
    return [{ field, value: id, detail, allowed: 'the id of a workflow' }];
  }
  const { type } = workflow.definition.trigger;
  if (TRIGGERS[type].groups.length === 0) return [];
  return [
    {
      field,
      value: type,
      detail: 'This workflow speaks of what started it, such as a visit; a campaign has none.',
      allowed: 'a workflow with the trigger manual, time_based, customer_lapsed or birthday',
    },
  ];
}

async function audienceProblems(
  { records }: Pick<Context, 'records'>,
  tenantId: string,
  { audience }: Checked,
): Promise<FieldProblem[]> {
  if (audience.kind === 'everybody') return [];
  const { segmentId: value } = audience;
  if ((await records.get(segmentType, liveOf(tenantId), value)) !== undefined) return [];
  const detail = 'There is no such customer segment.';
  return [{ field: 'audience.segmentId', value, detail, allowed: 'the id of a saved segment' }];
}

function changeProblems({ definition }: Workflow, variants: Checked['variants']): FieldProblem[] {
  const sending = definition.steps.filter((step) => 'template' in step).map(idOf);
  return variants.flatMap(({ changes = {} }, n) =>
    Object.keys(changes)
      .filter((stepId) => !sending.includes(stepId))
      .map((stepId) => ({
        field: `variants[${String(n)}].changes.${stepId}`,
        value: stepId,
        detail: 'The workflow has no such step that sends something.',
        allowed: sending.length === 0 ? 'none: nothing is sent' : sending.join(', '),
      })),
  );
}

function refused(errors: readonly FieldProblem[]): ProblemError {
  const [first] = errors;
  const detail = 'This campaign does not fit what the business has.';
  return new ProblemError({ kind: 'invalid-campaign', status: 422, detail, ...first, errors });
}
