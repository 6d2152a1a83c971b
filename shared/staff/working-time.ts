import type { Instant } from '../kernel/instant.ts';
import { addDays, weekday, type LocalDate } from '../kernel/local-date.ts';
import { instantAt, startOfDay, type LocalTime } from '../kernel/time-zone.ts';
import { zoneOn, type Zoned } from '../tenants/zone-periods.ts';
import type { Staff } from './model.ts';

/** A stretch of time, `from` inclusive, `until` exclusive. */
export interface Stretch {
  readonly from: Instant;
  readonly until: Instant;
}

/** The part of a staff member that says when they work. */
export type WithShifts = Pick<Staff, 'shiftPeriods' | 'exceptions'>;

/** What a day's end is called in shifts. */
export const DAY_END = '24:00';

/**
 * When somebody works on the local days `first` to `last`, both inclusive: the weekly shifts in
 * force on each day and its extra hours, less the hours off; in order, and joined where one stretch
 * meets the next, over midnight too. Hours are those that the business's clocks show on that day: a
 * shift over a change of clocks is an hour shorter or longer.
 */
export function workingTime(
  staff: WithShifts,
  business: Zoned,
  { first, last }: { readonly first: LocalDate; readonly last: LocalDate },
): Stretch[] {
  const work: Stretch[] = [];
  const off: Stretch[] = [];
  for (let date = first; date <= last; date = addDays(date, 1)) {
    const day = hoursOn(staff, date);
    const zone = zoneOn(business, date);
    work.push(...day.work.map((hours) => stretchOf(date, hours, zone)));
    off.push(...day.off.map((hours) => stretchOf(date, hours, zone)));
  }
  return without(joined(work), off);
}

/** Whether all of a stretch lies within one of `stretches`. */
export function isWithin(stretches: readonly Stretch[], { from, until }: Stretch): boolean {
  return stretches.some((it) => it.from <= from && until <= it.until);
}

/** Whether two stretches have any time in common; touching is not overlapping. */
export function overlap(a: Stretch, b: Stretch): boolean {
  return a.from < b.until && b.from < a.until;
}

interface Hours {
  readonly start: LocalTime;
  readonly end: string;
}

function hoursOn(staff: WithShifts, date: LocalDate): { work: Hours[]; off: Hours[] } {
  const period = staff.shiftPeriods.findLast(({ from }) => from === undefined || from <= date);
  const weekly = (period?.shifts ?? []).filter((it) => it.weekday === weekday(date));
  const today = staff.exceptions.filter((it) => it.date === date);
  return {
    work: [...weekly, ...today.filter(({ kind }) => kind === 'extra')],
    off: today.filter(({ kind }) => kind === 'off'),
  };
}

function stretchOf(date: LocalDate, { start, end }: Hours, zone: string): Stretch {
  const until =
    end === DAY_END ? startOfDay(addDays(date, 1), zone) : instantAt(date, end as LocalTime, zone);
  return { from: instantAt(date, start, zone), until };
}

function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const next of [...stretches].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    // A shift that lies wholly within the hour skipped in spring holds no time.
    if (next.from >= next.until) continue;
    const last = result.at(-1);
    if (last === undefined || last.until < next.from) result.push(next);
    else if (last.until < next.until) result[result.length - 1] = { ...last, until: next.until };
  }
  return result;
}

function without(stretches: readonly Stretch[], off: readonly Stretch[]): Stretch[] {
  return off.reduce<Stretch[]>(
    (left, away) =>
      left.flatMap((it) =>
        overlap(it, away)
          ? [
              { from: it.from, until: away.from },
              { from: away.until, until: it.until },
            ].filter(({ from, until }) => from < until)
          : [it],
      ),
    [...stretches],
  );
}
