import { queryAll } from '../platform/store/query-all.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import type { WhichCampaign } from './edit-campaigns.ts';
import { campaignMemberType, type CampaignMember } from './model.ts';

/**
 * The memberships that owners have of a campaign. Who was merged from several may have several; while a
 * merge is carried out some still are of the owner that was: ask for `ownerIdsOf` each.
 */
export async function membershipsOf(
  records: Records,
  { tenantId, campaignId }: WhichCampaign,
  ownerIds: readonly string[],
): Promise<readonly CampaignMember[]> {
  if (ownerIds.length === 0) return [];
  return queryAll(records, campaignMemberType, liveOf(tenantId), {
    where: { campaignId, ownerId: { in: [...new Set(ownerIds)] } },
  });
}
