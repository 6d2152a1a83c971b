const CLOCK = /^(\d{1,2})(?:[:.](\d{2}))?(?:[:.]\d{2}(?:\.\d+)?)?\s*([ap])?\.?m?\.?$/i;
const IN_DATE = /[T ]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]\.?m\.?)?)$/i;

/**
 * Reads a time of day as people and spreadsheets write it (`9:30 AM`, `09:30`, `14:05:00`, `2 pm`),
 * as `HH:MM`; undefined when it is none. A bare number is none: `9` may be anything.
 */
export function parseTime(text: string): string | undefined {
  const match = CLOCK.exec(text.trim());
  if (match === null || (match[2] === undefined && match[3] === undefined)) return undefined;
  const hour = hourOf(Number(match[1]), match[3]?.toLowerCase());
  const minute = Number(match[2] ?? 0);
  if (hour === undefined || hour > 23 || minute > 59) return undefined;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** The time of day that stands behind a date (`2025-03-01 10:30`); undefined: there is none. */
export function timeInDate(text: string): string | undefined {
  const match = IN_DATE.exec(text.trim());
  return match?.[1] === undefined ? undefined : parseTime(match[1]);
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === 'p' ? 12 : 0);
}
