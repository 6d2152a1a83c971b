import { addMs, millis, type Instant } from '../kernel/instant.ts';
import { addDays } from '../kernel/local-date.ts';
import { instantAt, localTimeAt } from '../kernel/time-zone.ts';
import { dateAt, zoneAt, zoneOn, type Zoned } from '../tenants/zone-periods.ts';
import type { Step } from './steps.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * When a wait that begins now is over. `hours` are hours of real time. `days` count local dates of the
 * business: the same time of day so many days later by its clocks, or `until` on that date. `until`
 * alone is its next coming, tomorrow's when today's has passed. A time that clocks skip is over at the
 * first instant after the gap, one that comes twice the first time.
 */
export function waitUntil(
  wait: Extract<Step, { type: 'wait' }>,
  now: Instant,
  tenant: Zoned,
): Instant {
  if (wait.hours !== undefined) return addMs(now, wait.hours * HOUR_MS);
  const today = dateAt(tenant, now);
  const { until, days } = wait;
  if (until === undefined) return sameTimeLater(now, days ?? 0, tenant);
  const at = (offset: number): Instant => {
    const date = addDays(today, offset);
    return instantAt(date, until, zoneOn(tenant, date));
  };
  if (days !== undefined) return at(days) > now ? at(days) : now;
  return at(0) > now ? at(0) : at(1);
}

/** To the second: clocks differ by whole minutes. */
function sameTimeLater(now: Instant, days: number, tenant: Zoned): Instant {
  if (days === 0) return now;
  const date = addDays(dateAt(tenant, now), days);
  const time = localTimeAt(now, zoneAt(tenant, now));
  return addMs(instantAt(date, time, zoneOn(tenant, date)), millis(now) % MINUTE_MS);
}
