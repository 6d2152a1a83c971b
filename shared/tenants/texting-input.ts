import { z } from 'zod';
import { dateInput, oneLine } from '../customers/input-fields.ts';
import { isLocalTime, type LocalTime } from '../kernel/time-zone.ts';
import { zonesOfState } from '../messaging/us-places.ts';

const MOST_WINDOWS = 14;

const localTime = z
  .string()
  .refine(isLocalTime, {
    error: 'must be a time of day from 00:00 to 23:59, such as 09:30',
    params: { allowed: 'a time of day from 00:00 to 23:59, such as 09:30' },
  })
  .transform((value): LocalTime => value);

const days = z
  .array(z.number().int().min(0).max(6))
  .min(1)
  .refine((all) => new Set(all).size === all.length, {
    error: 'names a day twice',
    params: { allowed: 'each day once; 0 is Sunday' },
  })
  .transform((all) => all.toSorted((a, b) => a - b));

const weekHours = z
  .array(
    z.strictObject({ days, start: localTime, end: localTime }).refine((it) => it.start < it.end, {
      path: ['end'],
      error: 'must be later than start on the same day',
      params: { allowed: 'a time after start' },
    }),
  )
  .min(1)
  .max(MOST_WINDOWS);

function stateThat(fits: (state: string) => boolean, allowed: string) {
  return z.string().refine(fits, { error: `must be ${allowed}`, params: { allowed } });
}

const isState = (state: string): boolean => zonesOfState(state) !== undefined;

const stateRule = z.strictObject({
  state: stateThat(
    (state) => isState(state) || state === 'US' || state === 'unknown',
    'a state such as FL, US for all of them, or unknown',
  ),
  hours: weekHours,
  maxPer24Hours: z.number().int().min(1).max(50).optional(),
  /** Whether nobody there is advertised to on its legal holidays; absent: they are days like others. */
  holidays: z.boolean().optional(),
  /** Who says so: a row without that could be checked by nobody. */
  source: oneLine(300),
  asOf: dateInput,
});

/** Changes of the rules of texting: absent leaves a field as it is. */
export const textingInput = z.strictObject({
  marketingHours: weekHours.optional(),
  /** null: not known, so that the strictest hours hold. */
  homeState: stateThat(isState, 'a state of the United States such as FL').nullable().optional(),
  /** All rows that differ from the product's own; an empty list goes back to those. */
  stateRules: z
    .array(stateRule)
    .max(60)
    .refine((rows) => new Set(rows.map(({ state }) => state)).size === rows.length, {
      error: 'names a state twice',
      params: { allowed: 'each state once' },
    })
    .optional(),
  textsPerNumber: z.number().int().min(1).max(50).optional(),
  marketingPer24Hours: z.number().int().min(1).max(50).optional(),
});
