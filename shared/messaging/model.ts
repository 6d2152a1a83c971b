import { z } from 'zod';
import {
  documentType,
  dueFields,
  instantField,
  localDateField,
  type DocumentOf,
} from '../platform/store/document-type.ts';

/**
 * Where a text stands.
 * planned: waits for its time. sending: claimed, a call to the provider may be under way.
 * accepted: the provider took it. sent: handed to the carrier. unknown: the call gave no clear
 * answer and must be reconciled. Final: delivered, undelivered, failed, skipped, expired.
 */
export const MESSAGE_STATUSES = [
  'planned',
  'sending',
  'unknown',
  'accepted',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'skipped',
  'expired',
] as const;
/** One vaccination named in a digest. */
const digestItem = z.object({
  vaccinationId: z.string(),
  petId: z.string(),
  alertId: z.string(),
  threshold: z.number(),
});
/** One vaccination named in a digest. */
export type DigestItem = z.output<typeof digestItem>;

/** What a message says, as the facts it is rendered from at its first claim. */
export const contentField = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('vaccination-digest'),
    scanDate: localDateField,
    items: z.array(digestItem),
  }),
]);

/** A text to an owner, from plan to final state. */
export const messageType = documentType('message', {
  ...dueFields,
  purpose: z.enum(['service', 'marketing']),
  ownerId: z.string(),
  phoneId: z.string(),
  /** E.164. */
  to: z.string(),
  content: contentField,
  /** The text as sent; absent until the first claim. */
  body: z.string().optional(),
  status: z.enum(MESSAGE_STATUSES),
  /** Why it is skipped, failed or expired, as a stable word. */
  reason: z.string().optional(),
  /** Sending it after this instant would be of no use. */
  notAfter: instantField,
  /** How many send calls were begun, without those that provably reached nobody. */
  sends: z.number(),
  /** When the last send call was claimed. */
  claimedAt: instantField.optional(),
  /** The provider's id of its last send, once accepted. */
  providerId: z.string().optional(),
  /** Those of earlier sends, when a person had it sent again. */
  formerProviderIds: z.array(z.string()).optional(),
  /** Provider error code, when there is one. */
  code: z.number().optional(),
  /** Its short links, those of earlier claims included. */
  linkIds: z.array(z.string()).optional(),
  /** When the provider's receipt said that it arrived, told as it happened; absent when it was looked up later. */
  deliveredAt: instantField.optional(),
  /** What it was sent for, when it belongs to one. */
  campaignId: z.string().optional(),
  workflowId: z.string().optional(),
  /**
   * The local day under which reports count it: of the claim of its last send call; of its end when
   * it never came to one. The business's day as it was then, see `zone-periods.ts`.
   */
  countsOn: localDateField.optional(),
  segments: z.number().optional(),
  costMicros: z.number().optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A text message. */
export type Message = DocumentOf<typeof messageType>;

/** A text that came in, stored before it is acted on; its id derives from the provider's id. */
export const inboundTextType = documentType('inboundText', {
  providerId: z.string(),
  from: z.string(),
  to: z.string().optional(),
  body: z.string(),
  /** What it was taken for. */
  meaning: z.enum(['stop', 'start', 'help', 'other']),
  createdAt: instantField,
});
