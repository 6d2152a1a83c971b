import type { Appointment } from '../appointments/model.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { Tenant } from '../tenants/model.ts';
import { noShowRulesOf } from '../tenants/no-show-rules.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import { noShowId, type NoShowFinder, type NoShowRecord } from './model.ts';

const MINUTE_MS = 60_000;

/** The end of grace of a visit: from this instant on, inclusive, it is missed. */
export function graceEnd({ startsAt }: Pick<Appointment, 'startsAt'>, tenant: Tenant): Instant {
  return addMs(startsAt, schedulingOf(tenant).graceMinutes * MINUTE_MS);
}

/**
 * From when on, inclusive, the product may judge that nobody came: the end of grace. Where a check-in or a
 * cancellation was taken back after that they have the grace once more, from then.
 */
export function judgedFrom(
  visit: Pick<Appointment, 'startsAt' | 'undone'>,
  tenant: Tenant,
): Instant {
  const ended = graceEnd(visit, tenant);
  const { undone } = visit;
  if (undone === undefined || undone.at < ended) return ended;
  return addMs(undone.at, schedulingOf(tenant).graceMinutes * MINUTE_MS);
}

/**
 * A new record of a visit's next mark, with the policy in force, still without a verdict: whoever
 * makes it says whether it is held or marked. Marked before the end of grace, it happened then.
 */
export function newRecord(
  tenant: Tenant,
  visit: Appointment,
  found: NoShowFinder,
  now: Instant,
): NoShowRecord {
  const { id: appointmentId, ownerId, staffId, startsAt, localDate, timeZone } = visit;
  const markSeq = visit.markSeq + 1;
  const ended = graceEnd(visit, tenant);
  return {
    id: noShowId(appointmentId, markSeq),
    type: 'noShowRecord',
    tenantId: tenant.tenantId,
    schemaVersion: 1,
    ownerId,
    appointmentId,
    markSeq,
    status: 'held',
    found,
    detectedAt: now,
    occurredAt: ended < now ? ended : now,
    startsAt,
    localDate,
    timeZone,
    gracePeriodMinutes: schedulingOf(tenant).graceMinutes,
    staffId,
    valueCents: visit.services.reduce((sum, { priceCents }) => sum + priceCents, 0),
    fee: { status: 'none', cents: 0, strike: 0, reason: 'no-fee' },
    policyText: noShowRulesOf(tenant).policyText,
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}
