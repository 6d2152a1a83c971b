import { addMs, millis, type Instant } from '../kernel/instant.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long after its send call a text's outcome is looked up. After the last one it is left as it is. */
const LOOK_UPS_AFTER_MS = [MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR, 72 * HOUR] as const;

/** How long an unclear send call is left alone before anybody asks the provider about it. */
export const RECONCILE_AFTER_MS = 5 * MINUTE;

/**
 * When to look up next a text whose call was made at `claimedAt`; undefined: 72 hours have
 * passed, which is when a carrier that has said nothing will say nothing any more.
 */
export function nextLookUp(claimedAt: Instant, now: Instant): Instant | undefined {
  const elapsed = millis(now) - millis(claimedAt);
  const after = LOOK_UPS_AFTER_MS.find((ms) => ms > elapsed);
  return after === undefined ? undefined : addMs(claimedAt, after);
}
