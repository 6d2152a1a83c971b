import type { Appointment } from '../appointments/model.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { Tenant } from '../tenants/model.ts';
import { reputationRulesOf, type ReputationRules } from '../tenants/reputation-rules.ts';
import { dateAt, zoneAt } from '../tenants/zone-periods.ts';
import {
  visitMarkId,
  type MarkedOften,
  type ReputationEvent,
  type VisitMarkKind,
} from './model.ts';

/** The facts of a visit that a mark is made from. */
export type MarkedVisit = MarkedOften & Pick<Appointment, 'ownerId'>;

const MINUTE_MS = 60_000;

const WEIGHT_OF: Readonly<Record<VisitMarkKind, keyof ReputationRules>> = {
  no_show: 'noShowPoints',
  late_cancellation: 'lateCancellationPoints',
  on_time_arrival: 'onTimePoints',
  completed: 'completedPoints',
};

/** The points that this kind is worth under these rules. */
export function weightOf(kind: VisitMarkKind, rules: ReputationRules): number {
  return rules[WEIGHT_OF[kind]];
}

/**
 * What a visit earns its owner, worth what the tenant's rules say now. `occurredAt` is when it
 * happened; its day is the business's. The id derives from visit, kind and `markSeq`, so that the
 * same thing noted twice collides.
 */
export function visitMark(
  tenant: Tenant,
  visit: MarkedVisit,
  mark: { readonly kind: VisitMarkKind; readonly occurredAt: Instant; readonly now: Instant },
): ReputationEvent {
  const { kind, occurredAt, now } = mark;
  return {
    id: visitMarkId(kind, visit),
    type: 'reputationEvent',
    tenantId: tenant.tenantId,
    schemaVersion: 1,
    ownerId: visit.ownerId,
    kind,
    points: weightOf(kind, reputationRulesOf(tenant)),
    occurredAt,
    localDate: dateAt(tenant, occurredAt),
    timeZone: zoneAt(tenant, occurredAt),
    appointmentId: visit.id,
    createdAt: now,
    updatedAt: now,
  };
}

/**
 * Whether somebody who came then was on time: by the end of grace, inclusive. A walk-in agreed on no
 * time, so that it earns nothing by coming.
 */
export function isOnTime(
  visit: Pick<Appointment, 'source' | 'startsAt'>,
  arrivedAt: Instant,
  graceMinutes: number,
): boolean {
  return visit.source !== 'walk_in' && arrivedAt <= addMs(visit.startsAt, graceMinutes * MINUTE_MS);
}
