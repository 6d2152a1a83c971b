import { addMs, millis, type Instant } from '../kernel/instant.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * How long after its send call the outcome of a text is looked up that no receipt has told of.
 * After the last one it is left as it is: a carrier that has said nothing will say nothing any more.
 */
const LOOK_UPS_AFTER_MS = [5 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR, 72 * HOUR] as const;

/**
 * How long after its send call the price of a text is looked up whose outcome is known: receipts tell
 * none, and the provider knows it up to a day later.
 */
const PRICES_AFTER_MS = [HOUR, 6 * HOUR, 24 * HOUR, 48 * HOUR] as const;

/** How long an unclear send call is left alone before anybody asks the provider about it. */
export const RECONCILE_AFTER_MS = 5 * MINUTE;

/** When to look up next a text whose call was made at `claimedAt`; undefined: 72 hours have passed. */
export function nextLookUp(claimedAt: Instant, now: Instant): Instant | undefined {
  return nextOf(LOOK_UPS_AFTER_MS, claimedAt, now);
}

/** When to ask next what a text cost whose call was made at `claimedAt`; undefined: 48 hours have passed. */
export function nextPriceLookUp(claimedAt: Instant, now: Instant): Instant | undefined {
  return nextOf(PRICES_AFTER_MS, claimedAt, now);
}

function nextOf(afterMs: readonly number[], from: Instant, now: Instant): Instant | undefined {
  const elapsed = millis(now) - millis(from);
  const after = afterMs.find((ms) => ms > elapsed);
  return after === undefined ? undefined : addMs(from, after);
}
