import { millis, type Instant } from '../../shared/kernel/instant.ts';
import { addDays, weekday, type LocalDate } from '../../shared/kernel/local-date.ts';
import { instantAt, localDateAt, type LocalTime } from '../../shared/kernel/time-zone.ts';

/** When a fresh demo begins. */
export interface DemoStart {
  /** The first local day: the anchor of the demo's data. */
  readonly anchor: LocalDate;
  /** What the demo's clock shows at the moment of starting. */
  readonly startsAt: Instant;
  /** Milliseconds to add to the real time to get the demo's time; never positive. */
  readonly offsetMs: number;
}

const OPENING = '10:00' as LocalTime;

/**
 * The start of a fresh demo: the latest 10:00 of a working day (Monday to Friday, holidays not
 * known) in `zone` that is not after the real `now`. On a Monday at 9:59 that is Friday's.
 *
 * The demo's clock thus never runs ahead of the real one, so nothing it signs or stamps lies in
 * the future of the services beside it.
 */
export function demoStart(now: Instant, zone: string): DemoStart {
  let anchor = localDateAt(now, zone);
  while (!isWorkingDay(anchor) || instantAt(anchor, OPENING, zone) > now) {
    anchor = addDays(anchor, -1);
  }
  const startsAt = instantAt(anchor, OPENING, zone);
  return { anchor, startsAt, offsetMs: millis(startsAt) - millis(now) };
}

function isWorkingDay(date: LocalDate): boolean {
  const day = weekday(date);
  return day >= 1 && day <= 5;
}
