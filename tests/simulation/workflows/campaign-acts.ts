import { campaignInput } from '../../../shared/campaigns/campaign-input.ts';
import { createCampaign } from '../../../shared/campaigns/edit-campaigns.ts';
import {
  pauseCampaign,
  resumeCampaign,
  startCampaign,
  stopCampaign,
} from '../../../shared/campaigns/steer-campaign.ts';
import type { Context } from '../../../shared/platform/context.ts';
import type { Act } from '../visits/visit-acts.ts';
import { definitionOf } from './definitions.ts';
import { experimentOf } from './experiments.ts';
import { wordingOf, type Salon } from './salon.ts';

/** One campaign or two of a workflow that may be sent as such; in a calm world they begin at once. */
export async function planCampaigns(
  salon: Salon,
  context: Context,
  workflowId: string,
  segmentId: string,
): Promise<void> {
  const { world, plan, campaignIds } = salon;
  const { tenantId } = plan;
  const { dice } = world;
  const definition = definitionOf(wordingOf(salon, workflowId));
  for (let n = dice.int(1, 2); n > 0; n--) {
    const campaign = campaignInput.parse({
      name: `Campaign ${String(n)}`,
      workflowId,
      audience: dice.pick([{ kind: 'everybody' }, { kind: 'segment', segmentId }]),
      holdoutPercent: dice.pick([0, 20, 50]),
      ...(plan.experiments && dice.chance(75) && experimentOf(dice, definition)),
    });
    const { id: campaignId } = await createCampaign(context, { tenantId, campaign });
    campaignIds.push(campaignId);
    const start = { tenantId, campaignId, expected: undefined, confirm: true };
    if (plan.calm) await startCampaign(context, start);
  }
}

/** What the manager does about a campaign, fitting or not: above all it is started, seldom stopped. */
export function actOnCampaign({ world, plan: { tenantId } }: Salon, campaignId: string): Act {
  const { dice, truth } = world;
  const which = { tenantId, campaignId, expected: undefined };
  const named = (name: string, run: Act['run']): Act => ({ name: `${name} ${campaignId}`, run });
  const start = (): Act =>
    named('start', async (context) => startCampaign(context, { ...which, confirm: true }));
  const pause = (): Act => named('pause', async (context) => pauseCampaign(context, which));
  const resume = (): Act => named('resume', async (context) => resumeCampaign(context, which));
  const stop = (): Act => named('stop', async (context) => stopCampaign(context, which));
  switch (truth.document(tenantId, campaignId)?.['status']) {
    case 'draft':
    case 'held':
      return dice.chance(90) ? start() : stop();
    case 'paused':
      return dice.chance(90) ? resume() : stop();
    default:
      return dice.chance(10) ? stop() : dice.pick([pause, pause, resume])();
  }
}

/** Once all is quiet a person lets a campaign go on that waits for one, or ends it. */
export function settleCampaigns({ world, plan: { tenantId }, campaignIds }: Salon): void {
  for (const campaignId of campaignIds) {
    const campaign = world.truth.document(tenantId, campaignId);
    const status = String(campaign?.['status']);
    if (status !== 'paused' && status !== 'held') continue;
    const workflow = world.truth.document(tenantId, String(campaign?.['workflowId']));
    const act = workflow?.['status'] === 'active' ? goOn(status) : stopCampaign;
    void world.fleet.run(`staff: settle ${campaignId}`, async (context) =>
      act(context, { tenantId, campaignId, expected: undefined, confirm: true }),
    );
  }
}

function goOn(status: string): typeof startCampaign {
  return status === 'paused' ? resumeCampaign : startCampaign;
}
