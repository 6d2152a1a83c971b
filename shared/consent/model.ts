import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';

/** What a message is for. service: the business the owner gave their number or address for. */
export const PURPOSES = ['service', 'marketing'] as const;
/** One of {@link PURPOSES}. */
export type Purpose = (typeof PURPOSES)[number];

/** How a message reaches a person. */
export const CHANNELS = ['sms', 'email'] as const;
/** One of {@link CHANNELS}. */
export type Channel = (typeof CHANNELS)[number];

/**
 * What an entry says. given: consent. refused: no. suppressed: nothing at all may go to the number
 * any more. lifted: the suppression ended. left: the owner no longer uses it, and their consent
 * ended with that. moved: the owner was merged, and their consent is the survivor's.
 */
export const CONSENT_WORDS = ['given', 'refused', 'suppressed', 'lifted', 'left', 'moved'] as const;

/** Where an entry comes from. */
export const CONSENT_SOURCES = [
  'form',
  'staff',
  'import',
  'inbound',
  'provider',
  'link',
  'contact-changed',
  'merge',
] as const;
/** What can be shown of a consent or a refusal later, as far as it is known. */
export const consentEvidence = z.object({
  /** Address or name of the page, form or paper. */
  page: z.string().optional(),
  /** Its version, so that what it said can be found. */
  pageVersion: z.string().optional(),
  ip: z.string().optional(),
  userAgent: z.string().optional(),
  /** The provider's id of the text that said so. */
  providerId: z.string().optional(),
  /** Our message that the answer belongs to. */
  messageId: z.string().optional(),
  /** The opt-in link by whose page it was said. */
  offerId: z.string().optional(),
  /** What staff noted: who said it, and how. */
  note: z.string().optional(),
});
/** What can be shown of a consent or a refusal later. */
export type ConsentEvidence = z.output<typeof consentEvidence>;

/**
 * One word on consent, written in the commit that makes it count and never changed after that,
 * except that a merge of owners moves `ownerId`, as of everything an owner has.
 */
export const consentEntryType = documentType('consentEntry', {
  channel: z.enum(CHANNELS),
  /** The document whose state it changed: a phone, an e-mail address, or an owner for their own word. */
  subjectId: z.string(),
  /** Counts the subject's entries from 1. */
  sequence: z.number(),
  word: z.enum(CONSENT_WORDS),
  purposes: z.array(z.enum(PURPOSES)),
  /** Who said it; absent: the number or address itself, whoever uses it. */
  ownerId: z.string().optional(),
  /** Whose it was, when it moved. */
  formerOwnerId: z.string().optional(),
  source: z.enum(CONSENT_SOURCES),
  /** Exactly what the person read when they said it. */
  wording: z.string().optional(),
  evidence: consentEvidence.optional(),
  /** The member who entered it. */
  actorId: z.string().optional(),
  /** When it was said; it may be entered later. */
  occurredAt: instantField,
  createdAt: instantField,
});
/** One entry of the ledger. */
export type ConsentEntry = DocumentOf<typeof consentEntryType>;

/** The id of a subject's entry of this number: two at once collide. */
export function consentEntryId(subjectId: string, sequence: number): string {
  return derivedId('consentEntry', subjectId, String(sequence));
}

/**
 * What a number's or an address's entries come to, kept on its own document, which every claim of a
 * message to it also writes. See `fold.ts`.
 */
export const consentStateField = z.object({
  /** How many entries there are. */
  sequence: z.number(),
  /** The owners whose consent to marketing stands. */
  given: z.array(z.object({ ownerId: z.string(), at: instantField, entryId: z.string() })),
  /** The latest refusal of marketing or suppression, also when it was overcome since. */
  lastRefusal: z.object({ at: instantField, entryId: z.string() }).optional(),
});
/** What a number's or an address's entries come to. */
export type ConsentState = z.output<typeof consentStateField>;
