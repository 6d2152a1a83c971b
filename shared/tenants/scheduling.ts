import { z } from 'zod';

/** What happens to a booking whose pet lacks a required vaccination on the day of the visit. */
export const VACCINE_RULES = ['warn', 'block'] as const;

/** How a business books, reminds and judges lateness. Stored are the values that differ from the defaults. */
export const schedulingFields = z.object({
  /** Hours before the start at which a visit is `approaching`, descending. */
  reminderHours: z.array(z.number()),
  /** An approaching visit that could not be told of for so many minutes is not told of any more. */
  reminderMaxLateMinutes: z.number(),
  /** Minutes after the start until which an owner may still come without having missed the visit. */
  graceMinutes: z.number(),
  /** A visit whose end of grace is found out later than this is not marked as missed: a person decides. */
  graceMaxLateMinutes: z.number(),
  /** A cancellation by the owner less than so many hours before the start is late. */
  lateCancellationHours: z.number(),
  /** warn: booked with a warning. block: refused unless somebody with the right overrides. */
  vaccineRule: z.enum(VACCINE_RULES),
  /** Free times are offered at multiples of so many minutes after the hour. */
  slotMinutes: z.number(),
  /** How many days ahead a visit may begin. */
  bookAheadDays: z.number(),
});
/** How a business books, reminds and judges lateness. */
export type Scheduling = z.output<typeof schedulingFields>;

const DEFAULTS: Scheduling = {
  reminderHours: [24, 2],
  reminderMaxLateMinutes: 60,
  graceMinutes: 15,
  graceMaxLateMinutes: 24 * 60,
  lateCancellationHours: 24,
  vaccineRule: 'warn',
  slotMinutes: 15,
  bookAheadDays: 366,
};

/** The rules of booking in force: what the business set, and the defaults for the rest. */
export function schedulingOf({
  scheduling = {},
}: {
  readonly scheduling?:
    { readonly [K in keyof Scheduling]?: Scheduling[K] | undefined } | undefined;
}): Scheduling {
  const set = Object.entries(scheduling).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...(Object.fromEntries(set) as Partial<Scheduling>) };
}
