import type { Context } from '../platform/context.ts';
import { countMembers } from '../segments/count-members.ts';
import type { Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import type { Campaign } from './model.ts';
import { readPlan } from './read-plan.ts';

/**
 * How many owners a campaign with its pinned conditions would send something to if it began now: counted
 * until there are more than `enough`, among the first 5,000 owners at most. Those left alone on purpose
 * count too: chance decides who they are. 0 when nothing is sent.
 */
export async function countUpTo(
  { records, clock }: Pick<Context, 'records' | 'clock'>,
  tenant: Tenant,
  campaign: Campaign,
  enough: number,
): Promise<number> {
  const plan = await readPlan(records, tenant, campaign);
  if (plan === undefined || campaign.pinned === undefined) return 0;
  if (!plan.sends) return 0;
  const now = clock.now();
  const today = dateAt(tenant, now);
  return countMembers(records, tenant, campaign.pinned.conditions, {
    now,
    enough,
    counts: (member) => plan.whyNotEnter(member, today) === undefined,
  });
}
