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

/** The vaccinations that a text or an e-mail of one scan speaks of. */
export const digestContent = z.object({
  kind: z.literal('vaccination-digest'),
  scanDate: localDateField,
  items: z.array(digestItem),
});

/** See {@link digestContent}. */
export type DigestContent = z.output<typeof digestContent>;

/** Words given at planning: what staff write, and answers of the product itself. */
const plainContent = z.object({ kind: z.literal('plain'), body: z.string() });

/** What a text about a missed visit says: the fee, or that what was said of it is taken back. */
const noShowContent = z.object({
  kind: z.literal('no-show-fee'),
  recordId: z.string(),
  says: z.enum(['fee', 'correction']),
});

/** What a step of a workflow says, rendered from its template when the text or e-mail is claimed. */
export const workflowContent = z.object({
  kind: z.literal('workflow'),
  runId: z.string(),
  stepId: z.string(),
});

/** What a text says: the facts it is rendered from at its first claim, or the words themselves. */
const textContent = z.discriminatedUnion('kind', [
  digestContent,
  plainContent,
  noShowContent,
  workflowContent,
]);

/** The inbound text that a text answers, see `direct-answer.ts` for what it may then. */
const answerField = z.object({
  textId: z.string(),
  receivedAt: instantField,
  /** The one confirmation that a STOP was understood. */
  confirmsStop: z.boolean().optional(),
});

/** A text to an owner or to a number, from plan to final state. */
export const messageType = documentType('message', {
  ...dueFields,
  purpose: z.enum(['service', 'marketing']),
  /** Absent: it goes to the number as such, whoever owns it. */
  ownerId: z.string().optional(),
  phoneId: z.string(),
  /** E.164. */
  to: z.string(),
  content: textContent,
  /** Absent: it answers nothing. */
  answers: answerField.optional(),
  /** What it asks the owner; an answer by text is taken for an answer to the latest one that asks. */
  asks: z
    .object({
      kind: z.enum(['confirm', 'rating']),
      appointmentId: z.string(),
      /** The time that the text speaks of: a visit that was moved since is another question. */
      scheduleVersion: z.number().optional(),
    })
    .optional(),
  /** The member who wrote it; absent: the product did. */
  authorId: z.string().optional(),
  /** Of which template it is a test, to somebody of the staff; absent: it is none. */
  test: z.object({ templateId: z.string(), version: z.number() }).optional(),
  /** The text as sent; absent until the first claim. */
  body: z.string().optional(),
  status: z.enum(MESSAGE_STATUSES),
  /** Why it is skipped, failed or expired, as a stable word. */
  reason: z.string().optional(),
  /** Sending it after this instant would be of no use. */
  notAfter: instantField,
  /** It must not reach the person later than this: the hours for it end; set at its claim. */
  sendBefore: instantField.optional(),
  /** The settings under which it waits for hours or a cap; absent: it waits for neither. */
  planVersion: z.number().optional(),
  /** How many send calls were begun, without those that provably reached nobody. */
  sends: z.number(),
  /** Who it was sent from, as of its last claim; absent: the deployment's default sender. */
  sender: z
    .union([z.object({ messagingServiceSid: z.string() }), z.object({ from: z.string() })])
    .optional(),
  /** Set by the claim of a text that tries whether a paused sender works again. */
  probe: z.boolean().optional(),
  /** Proves that a receipt speaks of this text; made at its first claim. */
  receiptSecret: z.string().optional(),
  /** Whether it was sent once more because the first send did not arrive. */
  sentAgain: z.boolean().optional(),
  /** Two last words of the provider disagree: it is asked. */
  contradicted: z.boolean().optional(),
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
  /** The campaign's variant that the owner got; absent: no experiment. */
  variant: z.string().optional(),
  workflowId: z.string().optional(),
  /**
   * The local day under which reports count it: of the claim of its last send call; of its end when
   * it never came to one. The business's day as it was then, see `zone-periods.ts`.
   */
  countsOn: localDateField.optional(),
  segments: z.number().optional(),
  /** What it cost in all, in millionths of `costCurrency`; absent: not known (yet). */
  costMicros: z.number().optional(),
  /** ISO 4217. */
  costCurrency: z.string().optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A text message. */
export type Message = DocumentOf<typeof messageType>;

/** The kinds of content a text may have. */
export type ContentKind = Message['content']['kind'];

/** A text whose content is of this kind. */
export type MessageOf<K extends ContentKind> = Message & {
  readonly content: Extract<Message['content'], { readonly kind: K }>;
};

/**
 * A text that came in, stored before it is acted on; its id derives from the provider's id. A STOP
 * or START counts from the commit that stores it; everything else is the work of queue `inbound`.
 */
export const inboundTextType = documentType('inboundText', {
  ...dueFields,
  providerId: z.string(),
  from: z.string(),
  to: z.string().optional(),
  phoneId: z.string(),
  /** Empty for a picture without words. */
  body: z.string(),
  /** How many pictures came with it; absent: none. They stay with the provider. */
  mediaCount: z.number().optional(),
  /** What it was taken for. */
  meaning: z.enum(['stop', 'start', 'help', 'other']),
  /** The text it answers, see `answered-text.ts`; absent: none. */
  answersId: z.string().optional(),
  /** The day under which reports count it: that of the text it answers. */
  countsOn: localDateField.optional(),
  /** The provider has answered it already. */
  answeredByProvider: z.boolean().optional(),
  /** A STOP or START that closed or opened the number; absent: it stood so before. */
  changedNumber: z.boolean().optional(),
  /** received: not acted on yet. failed: attempts are used up; it still is in its conversation. */
  status: z.enum(['received', 'handled', 'failed']),
  /** What was made of it: `stop`, `start`, `help`, the name of a reply handler, or `conversation`. */
  handledAs: z.string().optional(),
  /** A person must read it, whatever answered it: it counts as unread until somebody has. */
  needsPerson: z.boolean().optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A text that came in. */
export type InboundText = DocumentOf<typeof inboundTextType>;
