import { addMs, later, type Instant } from '../kernel/instant.ts';
import type { Tenant } from '../tenants/model.ts';

/** How many segments of texts to many leave in a minute when the settings say nothing: what an unvetted US number carries. */
const SEGMENTS_PER_MINUTE = 60;

/** How many segments of texts to many leave in a minute. */
export function bulkPace(tenant: Pick<Tenant, 'bulkSegmentsPerMinute'>): number {
  return tenant.bulkSegmentsPerMinute ?? SEGMENTS_PER_MINUTE;
}

/**
 * When each of these texts to many may leave, in their order, at the pace of the business's sender:
 * the first at `from`, or behind what is planned already (`busyUntil`), each next one as long after it
 * as its predecessor's segments take. The instants are the texts' `dueAt`; the tick then finds them
 * as they come due, on the queue `sms-bulk`, so that nothing bursts, no text that somebody waits for
 * stands behind them, and what is cancelled stops at once.
 */
export function bulkTimes(
  tenant: Pick<Tenant, 'bulkSegmentsPerMinute'>,
  segments: readonly number[],
  from: Instant,
  busyUntil: Instant = from,
): { readonly at: readonly Instant[]; readonly until: Instant } {
  const msPerSegment = 60_000 / bulkPace(tenant);
  const start = later(from, busyUntil);
  let passed = 0;
  const at = segments.map((count) => {
    const instant = addMs(start, Math.round(passed * msPerSegment));
    passed += Math.max(1, count);
    return instant;
  });
  return { at, until: addMs(start, Math.round(passed * msPerSegment)) };
}
