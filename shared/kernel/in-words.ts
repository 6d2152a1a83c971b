import { formatInTimeZone } from 'date-fns-tz';
import type { Instant } from './instant.ts';
import type { LocalDate } from './local-date.ts';
import type { LocalTime } from './time-zone.ts';

const FORMS = {
  'Tue, Mar 10': 'EEE, MMM d',
  'Mar 10': 'MMM d',
  'Mar 10, 2026': 'MMM d, yyyy',
  'March 10, 2026': 'MMMM d, yyyy',
} as const;

/** A date as a person in the US writes it, in the form of the example. Throws a RangeError for no date. */
export function dateInWords(date: LocalDate, form: keyof typeof FORMS): string {
  return formatInTimeZone(`${date}T00:00:00Z`, 'UTC', FORMS[form]);
}

/** A time of day as a person in the US writes it: `10:30 AM`. Throws a RangeError for no time. */
export function timeInWords(time: LocalTime): string {
  return formatInTimeZone(`2000-01-01T${time}:00Z`, 'UTC', 'h:mm a');
}

/**
 * An instant as people of `zone` read it, `Mar 8, 3:00 AM`, cut to the minute. Clocks that show an hour twice in
 * autumn show it twice here. Throws a RangeError for an unknown zone.
 */
export function dayAndTime(at: Instant, zone: string): string {
  return formatInTimeZone(at, zone, 'MMM d, h:mm a');
}
