import { z } from 'zod';
import { documentType, instantField, type DocumentOf } from '../../platform/store/document-type.ts';
import type { Instant } from '../../kernel/instant.ts';
import { CHANNELS, PURPOSES } from '../model.ts';

/**
 * A link that lets one owner say yes on a public page. It keeps the exact words that the page shows, so
 * that what was agreed to never depends on what the product says later. It serves once, for the
 * number or address that it was made for.
 */
export const optInOfferType = documentType('optInOffer', {
  ownerId: z.string(),
  channel: z.enum(CHANNELS),
  purposes: z.array(z.enum(PURPOSES)),
  /** The number (E.164) or address that it is for. */
  contact: z.string(),
  /** Exactly what the page shows. */
  wording: z.string(),
  /** The version of the page that shows it. */
  pageVersion: z.string(),
  /** Why the owner is asked: what they said to the staff, and how. */
  note: z.string().optional(),
  /** The text or e-mail that carries the link, when the product sends it. */
  messageId: z.string().optional(),
  /** The member who made it. */
  actorId: z.string().optional(),
  /** From then on it opens nothing. */
  expiresAt: instantField,
  confirmedAt: instantField.optional(),
  /** What it wrote into the ledger. */
  entryIds: z.array(z.string()).optional(),
  withdrawnAt: instantField.optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A link that lets an owner say yes. */
export type OptInOffer = DocumentOf<typeof optInOfferType>;

/** Where an offer stands by itself, whatever became of the number. */
export const OFFER_STATUSES = ['open', 'confirmed', 'withdrawn', 'expired'] as const;
/** One of {@link OFFER_STATUSES}. */
export type OfferStatus = (typeof OFFER_STATUSES)[number];

/** Where an offer stands at `now`; at `expiresAt` itself it is expired. */
export function offerStatus(offer: OptInOffer, now: Instant): OfferStatus {
  if (offer.confirmedAt !== undefined) return 'confirmed';
  if (offer.withdrawnAt !== undefined) return 'withdrawn';
  return now < offer.expiresAt ? 'open' : 'expired';
}
