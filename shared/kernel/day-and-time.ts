import { formatInTimeZone } from 'date-fns-tz';
import type { Instant } from './instant.ts';

/**
 * An instant as people of `zone` read it, `Mar 8, 3:00 AM`, cut to the minute. Clocks that show an hour twice in
 * autumn show it twice here. Throws a RangeError for an unknown zone.
 */
export function dayAndTime(at: Instant, zone: string): string {
  return formatInTimeZone(at, zone, 'MMM d, h:mm a');
}
