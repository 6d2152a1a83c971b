import { z } from 'zod';
import type { LocalDate } from '../kernel/local-date.ts';
import {
  documentType,
  instantField,
  localDateField,
  type DocumentOf,
} from '../platform/store/document-type.ts';

/** Facts about texts; every field adds up over days, campaigns and workflows. */
const smsFactsShape = {
  /** The provider took them. */
  taken: z.number(),
  /** Taken, and neither delivered nor failed as far as is known. */
  unconfirmed: z.number(),
  delivered: z.number(),
  undelivered: z.number(),
  failed: z.number(),
  skipped: z.number(),
  expired: z.number(),
  /** Claimed, and not known whether the provider took them. */
  open: z.number(),
  /** Segments of the texts taken. */
  segments: z.number(),
  /** How many of the texts taken have a price. */
  priced: z.number(),
  /** Their prices in millionths, by currency. */
  costMicros: z.record(z.string(), z.number()),
  /** Segments of the texts taken whose price is not known yet and that will have one. */
  unpricedSegments: z.number(),
  /** Delivered texts that were answered, that a person opened a link of, and that a STOP followed. */
  answered: z.number(),
  clicked: z.number(),
  optedOut: z.number(),
  /** Undelivered and failed ones by their reason. */
  reasons: z.record(z.string(), z.number()),
} as const;

const smsFacts = z.object(smsFactsShape);
/** See {@link smsFactsShape}. */
export type SmsFacts = z.output<typeof smsFacts>;

/** The facts of one day's texts that share their tags. */
const smsCell = smsFacts.extend({
  campaignId: z.string().optional(),
  workflowId: z.string().optional(),
  /** Of a campaign with an experiment. */
  variant: z.string().optional(),
});
/** See {@link smsCell}. */
export type SmsCell = z.output<typeof smsCell>;

/** The summary of one local day's texts, made from nothing but the texts themselves. */
export const smsDayType = documentType('smsDay', {
  date: localDateField,
  /** How many texts count under the day. */
  size: z.number(),
  cells: z.array(smsCell),
  computedAt: instantField,
});
/** A day's summary. */
export type SmsDay = DocumentOf<typeof smsDayType>;

/** The id of a day's summary. */
export function smsDayId(date: LocalDate): string {
  return `smsday_${date}`;
}
