import type { Owner } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import { visitCharge, visitChargeId } from '../ledger/charge.ts';
import type { Context } from '../platform/context.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import { reputationChange } from '../reputation/reputation-change.ts';
import { isOnTime, visitMark } from '../reputation/visit-marks.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import type { Appointment } from './model.ts';
import type { Acting } from './overrides.ts';

/** A visit that is over, or was cancelled late, and whose it was. */
export interface EndedVisit {
  readonly tenant: Tenant;
  /** As read for this commit, which replaces it. */
  readonly owner: Stored<Owner>;
  /** Already carrying the owner's id of today. */
  readonly visit: Appointment;
  readonly acting: Acting;
  readonly now: Instant;
}

/** What the end of a visit does beside the visit itself; the owner's document is written once. */
export interface VisitEffects {
  readonly writes: readonly Write[];
  readonly pointers: readonly Pointer[];
}

/**
 * What a completed visit does, for the commit that completes it: it is charged at the prices agreed
 * (unless it was charged before),
 * counts among the owner's visits, and adds to their score: once for being done, and once for having
 * come on time, if somebody checked them in.
 */
export async function effectsOfCompletion(
  context: Context,
  { tenant, owner, visit, acting, now }: EndedVisit,
): Promise<VisitEffects> {
  const { value } = owner;
  const posting = { tenant, owner: value, now, ids: context.ids, by: acting.memberId };
  // Who paid on arrival has been charged already.
  const charged = await context.records.store.get(liveOf(tenant.tenantId), visitChargeId(visit));
  const charge = charged === undefined ? visitCharge(posting, visit) : undefined;
  const { arrivedAt } = visit;
  const onTime =
    arrivedAt !== undefined && isOnTime(visit, arrivedAt, schedulingOf(tenant).graceMinutes);
  const add = [
    ...(onTime
      ? [visitMark(tenant, visit, { kind: 'on_time_arrival', occurredAt: arrivedAt, now })]
      : []),
    visitMark(tenant, visit, { kind: 'completed', occurredAt: now, now }),
  ];
  const score = await reputationChange(context, tenant, value, { add }, now);
  const { visitCount = 0, lastVisitOn } = value;
  const { localDate } = visit;
  const changes: Partial<Owner> = {
    ...charge?.owner,
    ...score.owner,
    visitCount: visitCount + 1,
    lastVisitOn: lastVisitOn !== undefined && lastVisitOn > localDate ? lastVisitOn : localDate,
  };
  return {
    writes: [...(charge?.writes ?? []), ...score.writes, replace(owner, changes)],
    pointers: charge?.pointers ?? [],
  };
}

/** What a late cancellation does, for the commit that cancels: it counts against its owner's score. */
export async function effectsOfLateCancellation(
  context: Context,
  { tenant, owner, visit, now }: EndedVisit,
): Promise<VisitEffects> {
  const add = [visitMark(tenant, visit, { kind: 'late_cancellation', occurredAt: now, now })];
  const score = await reputationChange(context, tenant, owner.value, { add }, now);
  return { writes: [...score.writes, replace(owner, score.owner)], pointers: [] };
}
