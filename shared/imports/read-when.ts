import { parseInstant, type Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import { instantAt, type LocalTime } from '../kernel/time-zone.ts';
import { dateAt, zoneOn, type Zoned } from '../tenants/zone-periods.ts';
import { parseDate, type DateOrder } from './parse-date.ts';
import { parseTime, timeInDate } from './parse-time.ts';
import type { Cell, RowCells } from './row-cells.ts';

/** How dates and times of a file are to be read. */
export interface WhenReading {
  readonly dateOrder: DateOrder | undefined;
  /** Whose days they are. */
  readonly tenant: Zoned;
}

/** A moment as a row tells it. */
export interface When {
  readonly at: Instant;
  /** The business's day of it. */
  readonly date: LocalDate;
  readonly timeZone: string;
}

/** The time of what has none in its file: noon, which is that day in every zone. */
const NOON = '12:00' as LocalTime;

/**
 * The moment of a date cell and maybe a time cell, in the zone that the business had that day. A time
 * that clocks skipped is the first instant after the gap; one that came twice is the first. Undefined:
 * the date cannot be read, which `refuse` is told; a time that cannot is reported and taken as noon.
 */
export function readWhen(
  cells: RowCells,
  dated: Cell,
  timed: Cell | undefined,
  { dateOrder, tenant }: WhenReading,
  refuse: (reason: string) => void,
): When | undefined {
  const exact = parseInstant(dated.value);
  if (exact.ok) {
    const date = dateAt(tenant, exact.value);
    return inRange({ at: exact.value, date, timeZone: zoneOn(tenant, date) }, refuse);
  }
  const date = parseDate(dated.value, dateOrder);
  if (!date.ok) {
    refuse(date.error.reason);
    return undefined;
  }
  const own = timed === undefined ? undefined : (parseTime(timed.value) ?? timeInDate(timed.value));
  if (timed !== undefined && own === undefined) {
    cells.report(timed, 'value', 'This is not a time of day; 12:00 is taken.');
  }
  const time = own ?? (timed === undefined ? timeInDate(dated.value) : undefined) ?? NOON;
  const timeZone = zoneOn(tenant, date.value);
  const at = instantAt(date.value, time as LocalTime, timeZone);
  return inRange({ at, date: date.value, timeZone }, refuse);
}

function inRange(when: When, refuse: (reason: string) => void): When | undefined {
  if (when.date >= '1980' && when.date < '2100') return when;
  refuse('Dates lie between 1980 and 2099.');
  return undefined;
}
