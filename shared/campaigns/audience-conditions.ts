import type { Condition } from '../kernel/condition.ts';
import { notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { segmentType } from '../segments/model.ts';
import { liveOf } from '../tenants/model.ts';
import type { Campaign } from './model.ts';

/**
 * Of whom a campaign speaks: the conditions it began with, else those of its segment as it stands, else
 * every active owner. Throws not-found (404) when its segment is gone.
 */
export async function audienceConditions(
  { records }: Pick<Context, 'records'>,
  { tenantId, audience, pinned }: Campaign,
): Promise<Condition> {
  if (pinned !== undefined) return pinned.conditions;
  if (audience.kind === 'everybody') {
    return { field: 'owner.status', operator: 'equals', value: 'active' };
  }
  const stored = await records.get(segmentType, liveOf(tenantId), audience.segmentId);
  if (stored === undefined) throw notFound('segment', audience.segmentId);
  return stored.value.conditions;
}
