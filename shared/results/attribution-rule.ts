import { addMs, type Instant } from '../kernel/instant.ts';

const HOUR_MS = 3_600_000;

/** What an owner did with a text, the strongest first: of several kinds the strongest is credited. */
export const TOUCH_KINDS = ['click', 'reply', 'delivered'] as const;
/** One of {@link TOUCH_KINDS}. */
export type TouchKind = (typeof TOUCH_KINDS)[number];

/** Something an owner did with a text, or that it reached them. */
export interface Touch {
  readonly kind: TouchKind;
  /** When. */
  readonly at: Instant;
  readonly messageId: string;
  /** When the text was claimed to be sent: of touches at one instant the later text's counts. */
  readonly claimedAt: Instant;
}

/**
 * How a booking is credited. `hours`: how long after a touch of a kind a booking is credited to it, in
 * hours that pass (a day is 24 of them, whatever the clocks do), to the millisecond and inclusively.
 * A kind without hours is never credited.
 */
export interface AttributionRule {
  /** Never changed once it was in use: another rule is another version. */
  readonly version: number;
  readonly hours: Readonly<Partial<Record<TouchKind, number>>>;
}

/**
 * The rules there are, by version. Bookings are credited under each of them at once, apart, so that
 * results can be asked for by any. 1: a click within 5 days, else a reply within 3 days, else a
 * delivery within 24 hours. 2: the same without deliveries, for who trusts nothing but an answer.
 */
export const ATTRIBUTION_RULES: readonly AttributionRule[] = [
  { version: 1, hours: { click: 5 * 24, reply: 3 * 24, delivered: 24 } },
  { version: 2, hours: { click: 5 * 24, reply: 3 * 24 } },
];

/** The rule that holds unless another one is named. */
export const DEFAULT_RULE = 1;

/** The longest that any rule looks back from a booking for a touch, in milliseconds. */
export const LONGEST_WINDOW_MS =
  Math.max(...ATTRIBUTION_RULES.flatMap(({ hours }) => Object.values(hours))) * HOUR_MS;

/**
 * The touch that a booking at this instant is credited to: of those within their window the strongest
 * kind, and of that kind the last. A touch at the instant of the booking counts; one exactly as long
 * ago as its window is, too. Two at one instant: the text claimed later, then the greater id, so that
 * the order in which they are looked at never matters. Undefined: nobody is credited.
 */
export function creditedTouch(
  { hours }: AttributionRule,
  bookedAt: Instant,
  touches: readonly Touch[],
): Touch | undefined {
  const within = touches.filter(({ kind, at }) => {
    const window = hours[kind];
    return window !== undefined && at <= bookedAt && at >= addMs(bookedAt, -window * HOUR_MS);
  });
  return within.toSorted(strongestLatestFirst)[0];
}

function strongestLatestFirst(a: Touch, b: Touch): number {
  const strength = TOUCH_KINDS.indexOf(a.kind) - TOUCH_KINDS.indexOf(b.kind);
  return (
    strength ||
    descending(a.at, b.at) ||
    descending(a.claimedAt, b.claimedAt) ||
    descending(a.messageId, b.messageId)
  );
}

function descending(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? 1 : -1;
}
