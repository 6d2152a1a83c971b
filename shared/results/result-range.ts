import { addDays, daysBetween, type LocalDate } from '../kernel/local-date.ts';
import { ProblemError } from '../kernel/problem.ts';
import { MAX_RANGE_DAYS } from '../sms-analytics/sms-analytics.ts';

/** How many days are looked at when nobody says. */
const USUAL_DAYS = 90;

/** Days of which the first and the one after the last are given or left out. */
export interface AskedRange {
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
}

/**
 * The days that results are of. Without an end the last day is today, or the last that may be asked for;
 * without a beginning they are the 90 days up to the end, or begin with `since`, if that is given. Throws `date-out-of-range` (422)
 * for less than one day or more than 366.
 */
export function resultRange(
  { from: asked, to }: AskedRange,
  today: LocalDate,
  since?: LocalDate,
): { readonly from: LocalDate; readonly to: LocalDate } {
  const tomorrow = addDays(today, 1);
  const from = asked ?? since ?? addDays(to ?? tomorrow, -USUAL_DAYS);
  const farthest = addDays(from, MAX_RANGE_DAYS);
  const end = to ?? (tomorrow < farthest ? tomorrow : farthest);
  const days = daysBetween(from, end);
  if (days >= 1 && days <= MAX_RANGE_DAYS) return { from, to: end };
  throw new ProblemError({
    kind: 'date-out-of-range',
    status: 422,
    detail: `From ${from} to ${end} is ${String(days)} days.`,
    field: 'to',
    value: end,
    allowed: `1 to ${String(MAX_RANGE_DAYS)} days after from (${from})`,
  });
}
