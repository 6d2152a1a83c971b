import { formatInTimeZone, fromZonedTime } from 'date-fns-tz';
import { instantOf, millis, type Instant } from './instant.ts';
import { addDays, type LocalDate } from './local-date.ts';

/** A wall-clock time of day, `HH:MM`, 00:00 to 23:59. */
export type LocalTime = string & { readonly __brand: 'LocalTime' };

/** Whether the text is a 24-hour `HH:MM` time. */
export function isLocalTime(text: string): text is LocalTime {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** Whether the runtime's zone database knows this IANA name (`America/New_York`). Offsets are refused. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The calendar date that people in `zone` have at `instant`. */
export function localDateAt(instant: Instant, zone: string): LocalDate {
  return formatInTimeZone(instant, zone, 'yyyy-MM-dd') as LocalDate;
}

/** The wall-clock time that people in `zone` have at `instant`. */
export function localTimeAt(instant: Instant, zone: string): LocalTime {
  return formatInTimeZone(instant, zone, 'HH:mm') as LocalTime;
}

/**
 * The instant at which clocks in `zone` show `date` `time`.
 *
 * A time inside the spring gap yields the first valid instant after the gap;
 * a time that occurs twice in autumn yields its first occurrence.
 */
export function instantAt(date: LocalDate, time: LocalTime, zone: string): Instant {
  const guess = millis(instantOf(fromZonedTime(`${date}T${time}:00`, zone)));
  const shows = (at: number): string => formatInTimeZone(at, zone, "yyyy-MM-dd'T'HH:mm");
  const wanted = `${date}T${time}`;
  for (const shiftMinutes of [-120, -60, -30]) {
    const candidate = guess + shiftMinutes * 60_000;
    if (shows(candidate) === wanted) return instantOf(candidate);
  }
  if (shows(guess) === wanted) return instantOf(guess);
  return endOfGap(guess, wanted, shows);
}

function endOfGap(near: number, wanted: string, shows: (at: number) => string): Instant {
  const DAY_MS = 86_400_000;
  let before = near - DAY_MS;
  let after = near + DAY_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (shows(middle) >= wanted) after = middle;
    else before = middle;
  }
  return instantOf(after);
}

/** The first instant of a local day in `zone` (not always 00:00: some zones skip midnight). */
export function startOfDay(date: LocalDate, zone: string): Instant {
  return instantAt(date, '00:00' as LocalTime, zone);
}

/** The first instant after a local day in `zone`: the start of the next day. */
export function endOfDay(date: LocalDate, zone: string): Instant {
  return startOfDay(addDays(date, 1), zone);
}
