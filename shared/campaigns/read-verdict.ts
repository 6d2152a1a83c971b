import type { Context } from '../platform/context.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { zoneAt } from '../tenants/zone-periods.ts';
import { getCampaign, type WhichCampaign } from './edit-campaigns.ts';
import { evaluationAt } from './evaluate-page.ts';
import type { Campaign } from './model.ts';
import { verdictOf, type ExperimentVerdict } from './verdict.ts';

/** What can be said of a campaign's experiment, times by the clocks the business has then; throws not-found (404). */
export async function readVerdict(
  context: Context,
  which: WhichCampaign,
): Promise<{ readonly campaign: Campaign; readonly verdict: ExperimentVerdict }> {
  const campaign = await getCampaign(context, which);
  const tenant = await loadTenant(context, which.tenantId);
  const zone = zoneAt(tenant, evaluationAt(campaign) ?? context.clock.now());
  return { campaign, verdict: verdictOf(campaign, zone) };
}
