import { getCampaign } from '../campaigns/edit-campaigns.ts';
import type { Context } from '../platform/context.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { liftOf, type Lift } from './lift.ts';
import { resultRange } from './result-range.ts';
import { results, type Results } from './results.ts';
import type { AskedResults } from './workflow-results.ts';

/** The results of a campaign. */
export interface CampaignResults extends Results {
  /** All who were texted against who was left alone, then each variant; empty without a hold-out. */
  readonly lift: readonly Lift[];
}

/**
 * What the texts of a campaign came to, from the day it started unless another one is named, and what
 * they added against the owners left alone. Days do not narrow the comparison: it is of all owners
 * who entered. Throws not-found (404) and `date-out-of-range` (422).
 */
export async function campaignResults(
  context: Context,
  asked: AskedResults & { readonly campaignId: string },
): Promise<CampaignResults> {
  const campaign = await getCampaign(context, asked);
  const tenant = await loadTenant(context, asked.tenantId);
  const today = dateAt(tenant, context.clock.now());
  const since = dateAt(tenant, campaign.startedAt ?? campaign.createdAt);
  const found = await results(context, { ...asked, ...resultRange(asked, today, since) });
  return { ...found, lift: await liftOf(context, campaign) };
}
