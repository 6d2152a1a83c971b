import { z } from 'zod';
import { consentStateField } from '../../consent/model.ts';
import { derivedId } from '../../kernel/ids.ts';
import {
  documentType,
  dueFields,
  instantField,
  type DocumentOf,
} from '../../platform/store/document-type.ts';
import { digestContent, workflowContent } from '../model.ts';

/**
 * Where an e-mail stands.
 * planned: waits for its place in the sender's pace, or for the provider. sending: claimed, a call
 * may be under way. Final: accepted (the provider or the next mail server took it; more is never
 * known), failed, skipped, expired.
 */
export const EMAIL_STATUSES = [
  'planned',
  'sending',
  'accepted',
  'failed',
  'skipped',
  'expired',
] as const;

/** What invites a person: the link is made when it is sent, from what stands then. */
const invitationContent = z.object({
  kind: z.literal('invitation'),
  invitationId: z.string(),
});

/** The link by which an owner may say yes: to be confirmed on its page. */
const optInContent = z.object({ kind: z.literal('opt-in'), offerId: z.string() });

/** An e-mail to an owner or to whoever is invited, from plan to final state. */
export const emailType = documentType('email', {
  ...dueFields,
  purpose: z.enum(['service', 'marketing']),
  /** Absent: it goes to no owner. */
  ownerId: z.string().optional(),
  /** The address as the owner gave it, or as an invitation has it. */
  to: z.string(),
  content: z.discriminatedUnion('kind', [
    digestContent,
    invitationContent,
    workflowContent,
    optInContent,
  ]),
  /** The workflow and campaign it belongs to. */
  workflowId: z.string().optional(),
  campaignId: z.string().optional(),
  /** The campaign's variant that the owner got; absent: no experiment. */
  variant: z.string().optional(),
  /** As sent; absent until the first claim. */
  subject: z.string().optional(),
  text: z.string().optional(),
  html: z.string().optional(),
  status: z.enum(EMAIL_STATUSES),
  /** Why it is skipped, failed or expired, as a stable word. */
  reason: z.string().optional(),
  /** Sending it after this instant would be of no use. */
  notAfter: instantField,
  /** The minute it holds a place in, see `pace.ts`; absent: none yet. */
  slotAt: instantField.optional(),
  /** How many send calls were begun, without those that provably reached nobody; never counted anew. */
  sends: z.number(),
  /** When the last send call was claimed. */
  claimedAt: instantField.optional(),
  providerId: z.string().optional(),
  /** Provider error code, when there is one. */
  code: z.number().optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** An e-mail. */
export type Email = DocumentOf<typeof emailType>;
/** What kinds of e-mails there are, by what they say. */
export type EmailKind = Email['content']['kind'];

/** An e-mail whose content is of this kind. */
export type EmailOf<K extends EmailKind> = Email & {
  readonly content: Extract<Email['content'], { readonly kind: K }>;
};

/**
 * What is known of an address beyond its owner; there is none until a mail to it was refused, or
 * somebody said a word on marketing e-mails to it.
 */
export const emailAddressType = documentType('emailAddress', {
  /** In lower case. */
  address: z.string(),
  /** Set when a mail server refused the address for good. */
  unusable: z
    .object({ at: instantField, reason: z.string(), code: z.number().optional() })
    .optional(),
  /** Consent to marketing e-mails given for this address; absent: nobody said anything. */
  consent: consentStateField.optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** What is known of an address. */
export type EmailAddressRecord = DocumentOf<typeof emailAddressType>;

/** The id of what is known of an address; upper and lower case are one. */
export function emailAddressId(address: string): string {
  return derivedId('emailAddress', address.toLowerCase());
}
