import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { Write } from '../platform/store/document-store.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';
import type { Message } from './model.ts';

/** Long enough for the longest local day and for any 24 hours that end within it. */
const KEPT_MS = 50 * 3_600_000;
/** After so many seconds without a text the document vanishes. */
const TTL_SECONDS = 3 * 24 * 3600;

/** One text to a number. */
const recentText = z.object({
  messageId: z.string(),
  /** When it was claimed. */
  at: instantField,
  marketing: z.boolean(),
  /** The campaign it belongs to. */
  about: z.string().optional(),
});
/** One text to a number. */
export type RecentText = z.output<typeof recentText>;

/**
 * The texts of the last two days to one number, for the cap on how often it is texted. Written by
 * every claim, in its commit.
 */
export const recentTextsType = documentType('recentTexts', {
  phoneId: z.string(),
  texts: z.array(recentText),
  ttl: z.number(),
  updatedAt: instantField,
});
/** See {@link recentTextsType}. */
export type RecentTexts = DocumentOf<typeof recentTextsType>;

/** The id of the texts of a number. */
export function recentTextsId(phoneId: string): string {
  return derivedId('recentTexts', phoneId);
}

/**
 * The write that counts a text at its claim; none for an answer to what a person just wrote, which
 * does not use up what else they may get. It guards nothing by itself: the claim also guards the
 * number's document, so that of two claims at once one is decided again with the other counted. A
 * text claimed anew is counted once, at its last claim.
 */
export function countedText(
  before: RecentTexts | undefined,
  message: Message,
  now: Instant,
): Write[] {
  if (message.answers !== undefined) return [];
  const { id: messageId, tenantId, phoneId, purpose, campaignId } = message;
  const since = addMs(now, -KEPT_MS);
  const others = (before?.texts ?? []).filter((it) => it.messageId !== messageId && it.at > since);
  const text: RecentText = {
    messageId,
    at: now,
    marketing: purpose === 'marketing',
    ...(campaignId !== undefined && { about: campaignId }),
  };
  const document: RecentTexts = {
    id: recentTextsId(phoneId),
    type: 'recentTexts',
    tenantId,
    schemaVersion: 1,
    phoneId,
    texts: [...others, text],
    ttl: TTL_SECONDS,
    updatedAt: now,
  };
  return [{ op: 'put', document }];
}
