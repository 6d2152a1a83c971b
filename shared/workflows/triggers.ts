import { z } from 'zod';
import type { EventName } from '../events/model.ts';
import { OWNER_GROUPS, type FieldGroup } from '../facts/field-groups.ts';
import { isLocalTime, type LocalTime } from '../kernel/time-zone.ts';

/** The longest delay between what happened and the first step: a year. */
const MAX_DELAY_HOURS = 8760;

/** A wall-clock time in the tenant's zone. */
export const localTimeInput = z
  .string()
  .refine(isLocalTime, {
    error: 'must be a time of day from 00:00 to 23:59, such as 09:30',
    params: { allowed: 'HH:MM from 00:00 to 23:59' },
  })
  .transform((text) => text);

const delay = { delayHours: z.number().min(0).max(MAX_DELAY_HOURS).optional() };
const at = localTimeInput.default('10:00' as LocalTime);

const onEvent = <const T extends string>(type: T) =>
  z.strictObject({ type: z.literal(type), ...delay });

/** When something recurs, in the tenant's zone; a month without that day uses its last. */
const localRuleInput = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('day'), at: localTimeInput }),
  z.strictObject({
    every: z.literal('week'),
    /** 0 Sunday .. 6 Saturday. */
    weekday: z.number().int().min(0).max(6),
    at: localTimeInput,
  }),
  z.strictObject({
    every: z.literal('month'),
    day: z.number().int().min(1).max(31),
    at: localTimeInput,
  }),
]);

/** What starts a workflow. */
export const triggerInput = z.discriminatedUnion('type', [
  onEvent('appointment_created'),
  onEvent('appointment_confirmed'),
  onEvent('appointment_rescheduled'),
  onEvent('appointment_cancelled'),
  onEvent('appointment_completed'),
  z.strictObject({
    type: z.literal('appointment_approaching'),
    /** Hours before the start; the checkpoint moves with the visit, and out of quiet hours. */
    hoursBefore: z.number().int().min(1).max(336),
  }),
  onEvent('no_show_detected'),
  z.strictObject({
    type: z.literal('vaccination_expiring'),
    /** Only at this many days before expiry; absent: at every threshold of the business. */
    daysBefore: z.number().int().min(0).max(365).optional(),
    ...delay,
  }),
  /** A customer without a visit to come whose last one was exactly so many days ago. */
  z.strictObject({
    type: z.literal('customer_lapsed'),
    days: z.number().int().min(1).max(3660),
    at,
  }),
  /** The birthday of one of their pets. */
  z.strictObject({ type: z.literal('birthday'), at }),
  /** Everybody in a segment, whenever the rule says; at each later step, who is in it still. */
  z.strictObject({
    type: z.literal('time_based'),
    rule: localRuleInput,
    segmentId: z.string().min(1).max(200),
  }),
  z.strictObject({
    type: z.literal('inbound_keyword'),
    /** Whole texts that count, whatever their case. */
    keywords: z.array(z.string().trim().toUpperCase().min(1).max(40)).min(1).max(20),
    ...delay,
  }),
  /** Started by staff, for one owner or as a campaign. */
  z.strictObject({ type: z.literal('manual') }),
]);
/** What starts a workflow. */
export type Trigger = z.output<typeof triggerInput>;
/** The name of a trigger. */
export type TriggerType = Trigger['type'];

/** What a trigger is about. */
interface TriggerRule {
  /** The event that starts it; absent: a recurring job or a person does. */
  readonly event?: EventName;
  /** Groups of fields known beside those of every owner. */
  readonly groups: readonly FieldGroup[];
}

/** What starts runs of each trigger, and what is known then. */
export const TRIGGERS: Readonly<Record<TriggerType, TriggerRule>> = {
  appointment_created: { event: 'appointment_created', groups: ['appointment'] },
  appointment_confirmed: { event: 'appointment_confirmed', groups: ['appointment'] },
  appointment_rescheduled: { event: 'appointment_rescheduled', groups: ['appointment'] },
  appointment_cancelled: { event: 'appointment_cancelled', groups: ['appointment'] },
  appointment_completed: { event: 'appointment_completed', groups: ['appointment'] },
  appointment_approaching: { event: 'appointment_approaching', groups: ['appointment'] },
  no_show_detected: { event: 'no_show_detected', groups: ['appointment', 'no_show'] },
  vaccination_expiring: { event: 'vaccination_expiring', groups: ['vaccination'] },
  inbound_keyword: { event: 'inbound_keyword', groups: ['inbound'] },
  customer_lapsed: { groups: [] },
  birthday: { groups: [] },
  time_based: { groups: [] },
  manual: { groups: [] },
};

/** The groups of fields that conditions and templates of a trigger may speak of. */
export function groupsOf(type: TriggerType): readonly FieldGroup[] {
  return [...OWNER_GROUPS, ...TRIGGERS[type].groups];
}
