import { createSegment } from '../../../shared/segments/edit-segments.ts';
import { segmentInput } from '../../../shared/segments/segment-input.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { createTemplate } from '../../../shared/templates/edit-templates.ts';
import { newTemplateInput } from '../../../shared/templates/template-input.ts';
import { createWorkflow } from '../../../shared/workflows/edit-workflows.ts';
import { activateWorkflow } from '../../../shared/workflows/set-status.ts';
import { openBusiness } from '../visits/business.ts';
import { planCampaigns } from './campaign-acts.ts';
import { definitionOf, templatesOf, type Wording, type WorkflowKind } from './definitions.ts';
import { templatesOfVariants } from './experiments.ts';
import type { Salon } from './salon.ts';
import { settleIn } from './settle-in.ts';

/** Who may be let in at any time is texted once a day. */
const ONE_A_DAY = { frequencyCap: { texts: 1, days: 1 } };
/** Re-entry rules and caps as businesses have them. */
const RULES: readonly object[] = [
  {},
  {},
  { reentry: { rule: 'once' } },
  { reentry: { rule: 'not_while_running' } },
  { reentry: { rule: 'after_days', days: 1 } },
  ONE_A_DAY,
  { frequencyCap: { texts: 2, days: 7 } },
];

/** By keywords two machines could else go on for ever: that a run is under way is no bound. */
const BOUNDED = RULES.filter((it) => /once|after_days/.test(JSON.stringify(it)));

/** The business of `visits/business.ts` with its workflows, most of them switched on. */
export async function openSalon(salon: Salon, context: Context): Promise<void> {
  await openBusiness(salon, context);
  const { world, plan, wordings } = salon;
  const { tenantId, kinds, maxLateMinutes } = plan;
  const { dice } = world;
  const everybody = { field: 'owner.status', operator: 'equals', value: 'active' };
  const segment = segmentInput.parse({ name: 'Everybody', conditions: everybody });
  const { id: segmentId } = await createSegment(context, { tenantId, segment });
  await settleIn(salon, context);
  const ofVariants = plan.experiments ? templatesOfVariants() : [];
  for (const words of [...[...new Set(kinds)].flatMap(templatesOf), ...ofVariants]) {
    await createTemplate(context, { tenantId, template: newTemplateInput.parse(words) });
  }
  for (const kind of kinds) {
    const daily = { segmentId, at: dice.pick(['02:30', '09:00', '11:30']) };
    const wording: Wording = {
      ...{ kind, mark: 1, turned: false, maxLateMinutes, daily },
      rules: rulesOf(kind),
      mails: plan.mails && dice.chance(75),
    };
    const definition = definitionOf(wording);
    const { id: workflowId } = await createWorkflow(context, { tenantId, definition });
    wordings.set(workflowId, wording);
    if (plan.calm || dice.chance(85)) {
      await activateWorkflow(context, { tenantId, workflowId, expected: undefined, confirm: true });
      if (kind === 'in_campaigns') await planCampaigns(salon, context, workflowId, segmentId);
    }
  }

  function rulesOf(kind: WorkflowKind): object {
    if (kind === 'keyword') return dice.pick(BOUNDED);
    return kind === 'by_hand' && dice.chance(50) ? ONE_A_DAY : dice.pick(RULES);
  }
}
