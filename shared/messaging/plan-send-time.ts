import type { Instant } from '../kernel/instant.ts';
import { isWithin, lastWithin, nextWithin, type AllowedHours } from '../kernel/week-hours.ts';

/** A text moved to the evening before falls so long before the end of the hours. */
const BEFORE_CLOSING_MS = 3_600_000;

/** When a text is wanted, and between which instants it is of use. */
export interface WantedSend {
  readonly wanted: Instant;
  /** Inclusive: for a reminder the last moment before the visit at which it still helps. */
  readonly notAfter: Instant;
  /** Inclusive: now, when it is planned. */
  readonly notBefore: Instant;
  readonly hours: AllowedHours;
}

/** When it goes out, and whether that was moved. */
export interface PlannedSend {
  readonly at: Instant;
  readonly moved: 'no' | 'later' | 'earlier';
}

/**
 * When a text goes out that is wanted at an instant: then, if that lies within the hours; else when
 * they next open; else, when that would be too late for what it speaks of, before they last closed.
 * Undefined: there is no time at which it would be both allowed and of use.
 */
export function planSendTime(send: WantedSend): PlannedSend | undefined {
  const { wanted, notAfter, notBefore, hours } = send;
  const from = wanted < notBefore ? notBefore : wanted;
  const next = nextWithin(from, hours);
  if (next !== undefined && next <= notAfter) {
    return { at: next, moved: isWithin(from, hours) && from === wanted ? 'no' : 'later' };
  }
  const earlier = lastWithin(from, hours, BEFORE_CLOSING_MS, notBefore);
  return earlier === undefined || earlier > notAfter
    ? undefined
    : { at: earlier, moved: 'earlier' };
}
