import { z } from 'zod';
import {
  documentType,
  instantField,
  localDateField,
  localTimeField,
  type DocumentOf,
} from '../platform/store/document-type.ts';
import type { Partition } from '../platform/store/document-store.ts';
import { consentPageFields } from './consent-page.ts';
import { noShowFields } from './no-show-rules.ts';
import { reputationFields } from './reputation-rules.ts';
import { schedulingFields } from './scheduling.ts';
import { textingFields } from './texting.ts';

/** The reserved tenant that holds the deployment's own documents (tenant register, heartbeat). */
export const PLATFORM_TENANT = '_platform';

/** The id of the one settings document in each tenant's partition. */
export const TENANT_DOCUMENT_ID = 'tenant';

/**
 * How a business tells owners of vaccinations. sms-then-email: by text, and by e-mail to those whom
 * no text can reach.
 */
export const ALERT_CHANNELS = ['sms', 'email', 'sms-then-email', 'workflows'] as const;

/** A business. Its settings rule what its staff and customers experience. */
export const tenantType = documentType('tenant', {
  name: z.string(),
  /** IANA zone in force when last written; a loaded tenant has the one of the present instant. */
  timeZone: z.string(),
  /** The zones of all its days, oldest first, see `zone-periods.ts`; absent: it never moved. */
  zonePeriods: z
    .array(z.object({ from: localDateField.optional(), timeZone: z.string() }))
    .optional(),
  /** ISO 3166 country whose numbers need no country code. */
  country: z.string(),
  /** ISO 4217 currency of all its amounts. */
  currency: z.string(),
  /** Texts go out from `start` (inclusive) to `end` (exclusive), local time. */
  textHours: z.object({ start: localTimeField, end: localTimeField }),
  /** Own sender; absent: the deployment's default sender. */
  sender: z
    .union([z.object({ messagingServiceSid: z.string() }), z.object({ from: z.string() })])
    .optional(),
  /** The hosts that links in texts may lead to, in lower case; absent: none. */
  linkHosts: z.array(z.string()).optional(),
  /** What a segment of a text costs until the provider's price is known, in millionths; absent: unknown. */
  segmentCost: z.object({ micros: z.number(), currency: z.string() }).optional(),
  /** How long after a text words count as an answer to it in reports; absent: 72. */
  replyWindowHours: z.number().optional(),
  /** The most texts in a local day; absent: 2000, see `messaging/daily-cap.ts`. */
  textsPerDay: z.number().optional(),
  /** How many segments of texts to many leave in a minute; absent: 60, see `messaging/bulk-plan.ts`. */
  bulkSegmentsPerMinute: z.number().optional(),
  /** How texts that come in are answered by themselves. */
  inbound: z
    .object({
      /** Sent to whoever writes, once a day at most; absent: nothing. */
      autoReply: z.string().optional(),
      /** What HELP answers: how to reach a person, as a sentence. */
      helpContact: z.string().optional(),
    })
    .optional(),
  /** Where owners' answers to e-mails go; absent: to the deployment's own address. */
  replyToEmail: z.string().optional(),
  /** What pages of opt-in links say beside their own words. */
  consentPage: consentPageFields.optional(),
  vaccination: z.object({
    /** Days before expiry at which an alert is due, descending; 0 is the expiry date itself. */
    thresholdDays: z.array(z.number()),
    /** No text for a record more than so many days past expiry. */
    staleAfterDays: z.number(),
    /** Local time of the daily scan. */
    scanAt: localTimeField,
    /** A scan that would text more owners than this waits for a person. */
    textGuard: z.number(),
    /** How alerts reach owners, see `alert-channel.ts`; absent: by text alone. workflows: by nothing of the scan's own. */
    channel: z.enum(ALERT_CHANNELS).optional(),
    /** Vaccines a pet of this species must have. */
    required: z.array(z.object({ species: z.string(), vaccine: z.string() })),
  }),
  /** What differs from the defaults of `texting.ts`, read with `textingOf`. */
  texting: textingFields.partial().optional(),
  /** What differs from the defaults of `scheduling.ts`, read with `schedulingOf`. */
  scheduling: schedulingFields.partial().optional(),
  /** What differs from the defaults of `reputation-rules.ts`, read with `reputationRulesOf`. */
  reputation: reputationFields.partial().optional(),
  /** What differs from the defaults of `no-show-rules.ts`, read with `noShowRulesOf`. */
  noShows: noShowFields.partial().optional(),
  /**
   * Counts the changes that what was planned must follow. A document that was planned under an
   * older one is planned anew, see `replan.ts`.
   */
  planVersion: z.number().default(1),
  revision: z.number(),
  createdAt: instantField,
});
/** A tenant's settings document. */
export type Tenant = DocumentOf<typeof tenantType>;

/** An entry of the register of tenants, kept under {@link PLATFORM_TENANT}; `id` is the tenant's id. */
export const tenantEntryType = documentType('tenantEntry', {
  name: z.string(),
  createdAt: instantField,
});

/** A tenant id: 2 to 40 lower-case letters, digits and dashes, starting with a letter or digit. */
export const TENANT_ID_SHAPE = /^[a-z0-9][a-z0-9-]{1,39}$/;

/** The live partition of a tenant. */
export function liveOf(tenantId: string): Partition {
  return { tenantId };
}
