import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import {
  documentType,
  instantField,
  localDateField,
  type DocumentOf,
} from '../platform/store/document-type.ts';
import { TOUCH_KINDS } from './attribution-rule.ts';

/** What became of a credited visit, as results tell it apart. */
const VISIT_FATES = ['ahead', 'completed', 'cancelled', 'missed'] as const;
/** See {@link VISIT_FATES}. */
export type VisitFate = (typeof VISIT_FATES)[number];

/**
 * That a booking is credited to a text, under one version of the rule; its id derives from visit and
 * version. Everything in it follows from visit, text and ledger, so that making it anew gives the same.
 * A booking that is credited to nothing has none.
 */
export const attributionType = documentType('attribution', {
  appointmentId: z.string(),
  ruleVersion: z.number(),
  /** What the owner did with the text, and when. */
  touch: z.enum(TOUCH_KINDS),
  touchedAt: instantField,
  bookedAt: instantField,
  messageId: z.string(),
  workflowId: z.string(),
  campaignId: z.string().optional(),
  variant: z.string().optional(),
  /** The local day that the text counts under in reports; the booking counts there too. */
  countsOn: localDateField,
  fate: z.enum(VISIT_FATES),
  /** What the visit's charge stands at without tax, in cents; 0: not charged (any more). */
  salesCents: z.number(),
  /** How much of that is paid, without tax and tips, in cents. */
  revenueCents: z.number(),
  /** ISO 4217, of both; absent: not charged yet. */
  currency: z.string().optional(),
  updatedAt: instantField,
});
/** A booking's credit. */
export type Attribution = DocumentOf<typeof attributionType>;

/** The id of a visit's credit under a version of the rule: a second one collides. */
export function attributionId(appointmentId: string, ruleVersion: number): string {
  return derivedId('attribution', appointmentId, String(ruleVersion));
}

const amounts = z.record(z.string(), z.number());

/** Facts about credited bookings; every field adds up over days, workflows and campaigns. */
const creditFacts = z.object({
  bookings: z.number(),
  byClick: z.number(),
  byReply: z.number(),
  byDelivery: z.number(),
  completed: z.number(),
  cancelled: z.number(),
  missed: z.number(),
  /** In cents, by currency. */
  salesCents: amounts,
  revenueCents: amounts,
});
/** Facts about credited bookings. */
export type CreditFacts = z.output<typeof creditFacts>;

/** The facts of one day's credited bookings that share rule and tags. */
const creditCell = creditFacts.extend({
  ruleVersion: z.number(),
  workflowId: z.string(),
  campaignId: z.string().optional(),
  variant: z.string().optional(),
});
/** See {@link creditCell}. */
export type CreditCell = z.output<typeof creditCell>;

/** The summary of what one local day's texts are credited with, made from nothing but the credits. */
export const creditDayType = documentType('creditDay', {
  date: localDateField,
  /** How many credits count under the day. */
  size: z.number(),
  cells: z.array(creditCell),
  computedAt: instantField,
});
/** A day's summary. */
export type CreditDay = DocumentOf<typeof creditDayType>;

/** The id of a day's summary. */
export function creditDayId(date: LocalDate): string {
  return `creditday_${date}`;
}

/**
 * That an owner in the audience of a campaign booked a visit within {@link LIFT_WINDOW_DAYS} of
 * entering it, texted or left alone. Its id derives from the membership: nobody counts twice.
 */
export const campaignBookingType = documentType('campaignBooking', {
  campaignId: z.string(),
  memberId: z.string(),
  /** `holdout`, the variant, or `all` for who was texted in a campaign without variants. */
  variant: z.string(),
  /** The first such visit. */
  appointmentId: z.string(),
  bookedAt: instantField,
  ttl: z.number(),
  updatedAt: instantField,
});
/** See {@link campaignBookingType}. */
export type CampaignBooking = DocumentOf<typeof campaignBookingType>;

/** The id of the booking of a membership. */
export function campaignBookingId(memberId: string): string {
  return derivedId('campaignBooking', memberId);
}

/** The `variant` of a booking of somebody who was texted in a campaign without variants. */
export const NO_VARIANT = 'all';

/** How long after they entered a campaign what owners book is compared: 14 times 24 hours, inclusively. */
export const LIFT_WINDOW_DAYS = 14;
