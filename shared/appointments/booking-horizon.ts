import type { Instant } from '../kernel/instant.ts';
import { addDays } from '../kernel/local-date.ts';
import { instantAt, localTimeAt } from '../kernel/time-zone.ts';
import type { Tenant } from '../tenants/model.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import { dateAt, zoneAt, zoneOn } from '../tenants/zone-periods.ts';

/** The latest start that can be booked now: the same time of day, so many days ahead, inclusive. */
export function latestStart(tenant: Tenant, now: Instant): Instant {
  const day = addDays(dateAt(tenant, now), schedulingOf(tenant).bookAheadDays);
  return instantAt(day, localTimeAt(now, zoneAt(tenant, now)), zoneOn(tenant, day));
}
