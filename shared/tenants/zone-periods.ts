import type { Instant } from '../kernel/instant.ts';
import { addDays, type LocalDate } from '../kernel/local-date.ts';
import { localDateAt, startOfDay } from '../kernel/time-zone.ts';
import type { Tenant } from './model.ts';

/** What tells in which zone a business keeps its days. */
export type Zoned = Pick<Tenant, 'timeZone' | 'zonePeriods'>;

/** A stretch of days in one zone, up to the day before the next one; the first has no `from`. */
export type ZonePeriod = NonNullable<Tenant['zonePeriods']>[number];

/** The periods of a business, oldest first; one that never moved has a single one. */
export function zonePeriodsOf(tenant: Zoned): readonly ZonePeriod[] {
  return tenant.zonePeriods ?? [{ timeZone: tenant.timeZone }];
}

/** The zone in which a business keeps a day, past or to come. */
export function zoneOn(tenant: Zoned, date: LocalDate): string {
  const period = zonePeriodsOf(tenant).findLast(({ from }) => from === undefined || from <= date);
  return period?.timeZone ?? tenant.timeZone;
}

/**
 * The zone in force at an instant. A period begins with the first instant of its `from` as its
 * own zone reads it; until then the one before holds.
 */
export function zoneAt(tenant: Zoned, at: Instant): string {
  const periods = zonePeriodsOf(tenant);
  return periods.findLast((period) => hasBegun(period, at))?.timeZone ?? tenant.timeZone;
}

/**
 * The date that a business has at an instant. Dates never go back and none is left out by a
 * change of zone: the last day before a move westwards lasts until the first one after it begins.
 */
export function dateAt(tenant: Zoned, at: Instant): LocalDate {
  const date = localDateAt(at, zoneAt(tenant, at));
  const next = zonePeriodsOf(tenant).find((period) => !hasBegun(period, at))?.from;
  return next !== undefined && next <= date ? addDays(next, -1) : date;
}

/**
 * The periods after a move to `timeZone` from the day `from` on. Days before it stay in the zone
 * they had; moves planned for that day or later are dropped.
 */
export function withZoneFrom(tenant: Zoned, timeZone: string, from: LocalDate): ZonePeriod[] {
  const kept = zonePeriodsOf(tenant).filter((it) => it.from === undefined || it.from < from);
  return kept.at(-1)?.timeZone === timeZone ? kept : [...kept, { from, timeZone }];
}

function hasBegun({ from, timeZone }: ZonePeriod, at: Instant): boolean {
  return from === undefined || startOfDay(from, timeZone) <= at;
}
