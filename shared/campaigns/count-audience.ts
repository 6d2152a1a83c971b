import type { Context } from '../platform/context.ts';
import { lookThrough } from '../segments/count-members.ts';
import type { Member } from '../segments/members.ts';
import type { Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { groupOf } from './assign.ts';
import type { Campaign } from './model.ts';
import { addOwners, isSampleMet, type Foreseen } from './planned-sample.ts';
import { readPlan } from './read-plan.ts';

/** Whom a campaign would send something to, as far as it was counted. */
export interface CountedAudience extends Foreseen {
  /** Those left alone on purpose count too: chance decides who they are. */
  readonly owners: number;
}

/**
 * Counts whom a campaign with its pinned conditions would send something to if it began now: until there
 * are more than `enough` and each variant has the owners it needs, among the first 5,000 owners at most.
 * Nobody when nothing is sent.
 */
export async function countAudience(
  { records, clock }: Pick<Context, 'records' | 'clock'>,
  tenant: Tenant,
  campaign: Campaign,
  enough: number,
): Promise<CountedAudience> {
  const plan = await readPlan(records, tenant, campaign);
  if (plan?.sends !== true || campaign.pinned === undefined) {
    return { owners: 0, byGroup: {}, whole: true };
  }
  const now = clock.now();
  const today = dateAt(tenant, now);
  let owners = 0;
  let byGroup: Foreseen['byGroup'] = {};
  const whole = await lookThrough(records, tenant, campaign.pinned.conditions, {
    now,
    see: (members) => {
      const theirs = members.filter((it) => plan.whyNotEnter(it, today) === undefined);
      owners += theirs.length;
      byGroup = addOwners(byGroup, groupsOf(campaign, theirs));
      return owners <= enough || !isSampleMet(campaign, byGroup);
    },
  });
  return { owners, byGroup, whole };
}

/** The group of each of these owners; nobody has one in a campaign without groups. */
export function groupsOf(
  { id: campaignId, variants, holdoutPercent }: Campaign,
  members: readonly Pick<Member, 'owner'>[],
): string[] {
  const split = { campaignId, variants, holdoutPercent };
  return members.flatMap(({ owner }) => groupOf(split, owner.id) ?? []);
}
