import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { getCampaign, type WhichCampaign } from './edit-campaigns.ts';
import { campaignMemberType, type CampaignMember } from './model.ts';

/** Who was in the audience of a campaign, and what came of each; all, or those of one outcome. 404 without the campaign. */
export async function listCampaignMembers(
  context: Context,
  input: PageRequest & WhichCampaign & { readonly outcome?: CampaignMember['outcome'] | undefined },
): Promise<ListPage<CampaignMember>> {
  const { tenantId, campaignId, outcome, limit, cursor } = input;
  await getCampaign(context, input);
  const page = await context.records.query(campaignMemberType, liveOf(tenantId), {
    where: { campaignId, ...(outcome !== undefined && { outcome }) },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}
