import type { LocalDate } from '../kernel/local-date.ts';
import type { LocalTime } from '../kernel/time-zone.ts';
import { EVERY_DAY, type WeekHours } from '../kernel/week-hours.ts';

/** When and how often the law of a state lets a person be advertised to by text. */
export interface StateRule {
  /** Two letters; `US` for everywhere in the country, `unknown` for a person whose state is not known. */
  readonly state: string;
  readonly hours: WeekHours;
  /** The most texts about one subject in 24 hours; absent: the state sets no limit. */
  readonly maxPer24Hours?: number | undefined;
  /** Whether its legal holidays are closed all day, see `legal-holidays.ts`; absent: they are days like others. */
  readonly holidays?: boolean | undefined;
  /** Where that is said. */
  readonly source: string;
  /** When it was looked up. */
  readonly asOf: LocalDate;
}

const AS_OF = '2026-11-22' as LocalDate;
const CFR = '47 CFR 64.1200(c)(1)';
const LISTS =
  'dropcowboy.com/state-compliance (2025-11-01), usestello.com/compliance (2026-04-08), referrizer.com TCPA quiet hours';

const WEEKDAYS = [1, 2, 3, 4, 5];
const SUNDAY = [0];
const SATURDAY = [6];
const NO_SUNDAY = [...WEEKDAYS, ...SATURDAY];

function window(days: readonly number[], start: string, end: string): WeekHours[number] {
  return { days, start: start as LocalTime, end: end as LocalTime };
}

function rows(
  states: readonly string[],
  hours: WeekHours,
  source = LISTS,
  maxPer24Hours?: number,
): StateRule[] {
  const limit = maxPer24Hours === undefined ? {} : { maxPer24Hours };
  return states.map((state) => ({ state, hours, ...limit, source, asOf: AS_OF }));
}

function closedOnHolidays(rules: readonly StateRule[]): StateRule[] {
  return rules.map((rule) => ({ ...rule, holidays: true }));
}

/**
 * The hours in which people in the United States may be advertised to, per state. Secondary sources,
 * which disagree with one another: where they do, the stricter reading stands here. It is no legal advice; a business that has some
 * replaces rows in its settings (`texting.stateRules`).
 * @internal
 */
export const STATE_RULES: readonly StateRule[] = [
  ...rows(['US'], [window(EVERY_DAY, '08:00', '21:00')], CFR),
  ...rows(['FL', 'OK'], [window(EVERY_DAY, '08:00', '20:00')], LISTS, 3),
  ...rows(['WA', 'MD', 'MA', 'WY', 'NJ'], [window(EVERY_DAY, '08:00', '20:00')]),
  ...closedOnHolidays(rows(['AL', 'LA', 'MS'], [window(NO_SUNDAY, '08:00', '20:00')])),
  ...rows(['CT', 'NV'], [window(EVERY_DAY, '09:00', '20:00')]),
  ...rows(
    ['TX'],
    [window(NO_SUNDAY, '09:00', '21:00'), window(SUNDAY, '12:00', '21:00')],
    'Texas SB 140 (2025)',
  ),
  ...rows(['MI', 'MN', 'NM', 'CA', 'IL'], [window(EVERY_DAY, '09:00', '21:00')]),
  ...rows(['KY'], [window(EVERY_DAY, '10:00', '21:00')]),
  ...closedOnHolidays(
    rows(
      ['RI'],
      [window(WEEKDAYS, '09:00', '18:00'), window([...SATURDAY, ...SUNDAY], '10:00', '17:00')],
    ),
  ),
  ...rows(['ME'], [window(WEEKDAYS, '09:00', '17:00')]),
  ...closedOnHolidays([
    ...rows(['PA'], [window(NO_SUNDAY, '08:00', '21:00')], 'one list, from 2026-10-18 on'),
    ...rows(['UT'], [window(EVERY_DAY, '08:00', '21:00')], 'dnc.com restricted call dates'),
    ...rows(['unknown'], [window(WEEKDAYS, '10:00', '17:00')], 'inside the hours of every state'),
  ]),
];

/**
 * The rules that hold for a person in a state: the country's and the state's; when the state is not
 * known, hours that no state forbids. `own` rows of the business take the place of those here.
 */
export function rulesOf(state: string | undefined, own: readonly StateRule[]): StateRule[] {
  const rule = (name: string): StateRule | undefined =>
    own.find((it) => it.state === name) ?? STATE_RULES.find((it) => it.state === name);
  return [rule('US'), rule(state ?? 'unknown')].filter((it) => it !== undefined);
}
