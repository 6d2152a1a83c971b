import { instantOf, millis, type Instant } from './instant.ts';
import type { LocalDate } from './local-date.ts';

/** A wall-clock time of day, `HH:MM`, 00:00 to 23:59. */
export type LocalTime = string & { readonly __brand: 'LocalTime' };

const DAY_MS = 86_400_000;

/** Whether the text is a 24-hour `HH:MM` time. */
export function isLocalTime(text: string): text is LocalTime {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** Whether the runtime's zone database knows this IANA name (`America/New_York`). Offsets are refused. */
export function isTimeZone(name: string): boolean {
  if (formats.has(name)) return true;
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The calendar date that people in `zone` have at `instant`. */
export function localDateAt(instant: Instant, zone: string): LocalDate {
  return wallClockAt(instant, zone).slice(0, 10) as LocalDate;
}

/** The wall-clock time that people in `zone` have at `instant`, cut to the minute. */
export function localTimeAt(instant: Instant, zone: string): LocalTime {
  return wallClockAt(instant, zone).slice(11, 16) as LocalTime;
}

/**
 * The instant at which clocks in `zone` show `date` `time`.
 *
 * A time inside a gap (the hour skipped in spring, a whole day skipped at the date line) yields
 * the first valid instant after the gap; a time that occurs twice in autumn yields its first
 * occurrence. Does not depend on the machine's own zone. Throws a RangeError for an unknown zone.
 */
export function instantAt(date: LocalDate, time: LocalTime, zone: string): Instant {
  const wall = Date.parse(`${date}T${time}:00Z`);
  // Offsets lie between -12 and +14 hours, so these two are in force before and after any change.
  const before = offsetMs(wall - DAY_MS, zone);
  const after = offsetMs(wall + DAY_MS, zone);
  if (before === after) return instantOf(wall - before);
  const [first, second] = [wall - Math.max(before, after), wall - Math.min(before, after)];
  if (first + offsetMs(first, zone) === wall) return instantOf(first);
  if (second + offsetMs(second, zone) === wall) return instantOf(second);
  return instantOf(changeBetween(first, second, zone));
}

/** The first millisecond in (from, to] at which the offset of `zone` is another than at `from`. */
function changeBetween(from: number, to: number, zone: string): number {
  const old = offsetMs(from, zone);
  let [unchanged, changed] = [from, to];
  while (changed - unchanged > 1) {
    const middle = Math.floor((unchanged + changed) / 2);
    if (offsetMs(middle, zone) === old) unchanged = middle;
    else changed = middle;
  }
  return changed;
}

function wallClockAt(instant: Instant, zone: string): string {
  const at = millis(instant);
  return instantOf(at + offsetMs(at, zone));
}

// Making a format costs a hundred times what using it does.
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * How far clocks in `zone` are ahead of UTC at an instant, in whole minutes. Only the offset is
 * asked of the runtime's zone database: it does not depend on the machine's own zone.
 */
function offsetMs(at: number, zone: string): number {
  // `3/2/2026, GMT-05:00`; at UTC itself nothing follows the GMT.
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(formatOf(zone).format(at));
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

/** The format of a zone; throws a RangeError for an unknown one. Only known ones are kept, so they stay few. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, format);
  return format;
}

/** The first instant of a local day in `zone` (not always 00:00: some zones skip midnight). */
export function startOfDay(date: LocalDate, zone: string): Instant {
  return instantAt(date, '00:00' as LocalTime, zone);
}
