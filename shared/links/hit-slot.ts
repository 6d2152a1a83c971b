import { millis, type Instant } from '../kernel/instant.ts';

const DAY_MS = 86_400_000;
const MINUTE = 'YYYY-MM-DDTHH:MM'.length;
const HOUR = 'YYYY-MM-DDTHH'.length;

/**
 * The stretch of time in which openings of a link by the same kind of visitor are one hit: a
 * minute during the first 24 hours of the link, an hour after that. It bounds what a link that is
 * opened without end can write: 1,440 hits of each kind on its first day, 24 on each later one.
 */
export function hitSlot(createdAt: Instant, at: Instant): string {
  const young = millis(at) - millis(createdAt) < DAY_MS;
  return at.slice(0, young ? MINUTE : HOUR);
}
