import { z } from 'zod';
import type { LocalTime } from '../kernel/time-zone.ts';
import { localDateField, localTimeField } from '../platform/store/document-type.ts';

const weekHours = z.array(
  z.object({ days: z.array(z.number()), start: localTimeField, end: localTimeField }),
);

/** When and how often a business texts people. Stored are the values that differ from the defaults. */
export const textingFields = z.object({
  /** Advertisements go out within these hours of the week alone, where the person is. */
  marketingHours: weekHours,
  /** The state of people whose address is not known (`FL`); absent: the strictest hours hold for them. */
  homeState: z.string().optional(),
  /** Rows that take the place of those of `state-rules.ts`. */
  stateRules: z.array(
    z.object({
      state: z.string(),
      hours: weekHours,
      maxPer24Hours: z.number().optional(),
      holidays: z.boolean().optional(),
      source: z.string(),
      asOf: localDateField,
    }),
  ),
  /** The most texts one number gets on one local day, answers to its own texts apart. */
  textsPerNumber: z.number(),
  /** The most advertisements one number gets in 24 hours. */
  marketingPer24Hours: z.number(),
});
/** When and how often a business texts people. */
export type Texting = z.output<typeof textingFields>;

const DEFAULTS: Texting = {
  marketingHours: [
    { days: [1, 2, 3, 4, 5], start: '10:00' as LocalTime, end: '17:00' as LocalTime },
  ],
  stateRules: [],
  textsPerNumber: 8,
  marketingPer24Hours: 2,
};

/** The rules of texting in force: what the business set, and the defaults for the rest. */
export function textingOf({
  texting = {},
}: {
  readonly texting?: { readonly [K in keyof Texting]?: Texting[K] | undefined } | undefined;
}): Texting {
  const set = Object.entries(texting).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...(Object.fromEntries(set) as Partial<Texting>) };
}
