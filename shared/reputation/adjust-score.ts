import { noSuchOwner } from '../customers/merge-follow.ts';
import { ownerType, type Owner } from '../customers/model.ts';
import { notFound, ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { replace } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { dateAt, zoneAt } from '../tenants/zone-periods.ts';
import { reputationEventType, type ReputationEvent } from './model.ts';
import { reputationChange } from './reputation-change.ts';

/**
 * Adds a person's judgement to an owner's reputation: points with a reason, effective now. Each call is
 * another entry; the API makes a repeat safe by its key. Throws not-found (404) and `owner-merged` (409).
 */
export async function adjustScore(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly ownerId: string;
    readonly points: number;
    readonly reason: string;
    readonly by?: string | undefined;
  },
): Promise<ReputationEvent> {
  const { records, clock, ids } = context;
  const { tenantId, ownerId, points, reason, by } = input;
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const owner = await records.get(ownerType, liveOf(tenantId), ownerId);
    if (owner === undefined) throw await noSuchOwner(records, tenantId, ownerId);
    const tenant = await loadTenant(context, tenantId);
    const now = clock.now();
    const event: ReputationEvent = {
      id: ids.next('reputationEvent'),
      type: 'reputationEvent',
      tenantId,
      schemaVersion: 1,
      ownerId,
      kind: 'manual',
      points,
      occurredAt: now,
      localDate: dateAt(tenant, now),
      timeZone: zoneAt(tenant, now),
      reason,
      ...(by !== undefined && { by }),
      createdAt: now,
      updatedAt: now,
    };
    const change = await reputationChange(context, tenant, owner.value, { add: [event] }, now);
    const patch: Partial<Owner> = { ...change.owner, updatedAt: now };
    return { writes: [...change.writes, replace(owner, patch)], value: event };
  });
}

/**
 * Takes a person's judgement back: it counts no more. Only a `manual` entry; what a visit caused is
 * corrected at the visit (409, `not-manual`). Taken back twice it is taken back once.
 */
export async function voidAdjustment(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly eventId: string;
    readonly reason: string;
    readonly by?: string | undefined;
  },
): Promise<ReputationEvent> {
  const { records, clock } = context;
  const { tenantId, eventId, reason, by } = input;
  await commitWithRetry(records, liveOf(tenantId), async () => {
    const { value: event } = await storedEvent(context, tenantId, eventId);
    if (event.kind !== 'manual') throw notManual(event);
    if (event.voided !== undefined) return { writes: [], value: event };
    const owner = await records.get(ownerType, liveOf(tenantId), event.ownerId);
    if (owner === undefined) throw await noSuchOwner(records, tenantId, event.ownerId);
    const tenant = await loadTenant(context, tenantId);
    const now = clock.now();
    const edit = { void: [eventId], reason, by };
    const change = await reputationChange(context, tenant, owner.value, edit, now);
    return {
      writes: [...change.writes, replace(owner, { ...change.owner, updatedAt: now })],
      value: event,
    };
  });
  return (await storedEvent(context, tenantId, eventId)).value;
}

/** One entry. Throws not-found (404). */
export async function getReputationEvent(
  context: Pick<Context, 'records'>,
  tenantId: string,
  eventId: string,
): Promise<ReputationEvent> {
  return (await storedEvent(context, tenantId, eventId)).value;
}

async function storedEvent(
  { records }: Pick<Context, 'records'>,
  tenantId: string,
  eventId: string,
) {
  const stored = await records.get(reputationEventType, liveOf(tenantId), eventId);
  if (stored === undefined) throw notFound('reputation event', eventId);
  return stored;
}

function notManual({ kind }: ReputationEvent): ProblemError {
  return new ProblemError({
    kind: 'not-manual',
    status: 409,
    detail: 'This entry follows from a visit: correct the visit, and it follows.',
    field: 'kind',
    value: kind,
    allowed: 'manual',
  });
}
