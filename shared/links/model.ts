import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import {
  documentType,
  instantField,
  localDateField,
  type DocumentOf,
} from '../platform/store/document-type.ts';

/**
 * A link of one text to one recipient. Its address is the deployment's own and ends in `code`;
 * whoever opens it is sent on to `target` and to nothing else.
 */
export const shortLinkType = documentType('shortLink', {
  /** Base62, nobody can guess it. */
  code: z.string(),
  messageId: z.string(),
  /** Checked when the link was made, see `link-target.ts`. */
  target: z.string(),
  /** From this instant on it leads nowhere. */
  expiresAt: instantField,
  /** When a person first opened it; absent: nobody has, or only machines. */
  humanAt: instantField.optional(),
  /** The day its text counts under in reports. */
  countsOn: localDateField,
  createdAt: instantField,
});
/** A short link. */
export type ShortLink = DocumentOf<typeof shortLinkType>;

/** Who opened a link: a person, or a preview, a scanner or another machine. */
const HIT_KINDS = ['human', 'bot'] as const;

/**
 * One opening of a link, kept in the month's history and never changed. Openings of the same kind
 * within the same slot are one hit, see `hit-slot.ts`.
 */
export const linkHitType = documentType('linkHit', {
  linkId: z.string(),
  messageId: z.string(),
  kind: z.enum(HIT_KINDS),
  /** What gave a machine away, as a stable word. */
  sign: z.enum(['head', 'prefetch', 'no-agent', 'known-agent', 'too-soon']).optional(),
  createdAt: instantField,
});
/** One opening of a link. */
export type LinkHit = DocumentOf<typeof linkHitType>;

/** What a code leads to: a hint that its link confirms. Kept outside of tenants, keyed by the code. */
export const linkLookup = z.object({ tenantId: z.string(), linkId: z.string() });

/** The id of the link of a text to a target: a text planned, claimed or rendered again has the same one. */
export function shortLinkId(messageId: string, target: string): string {
  return derivedId('shortLink', messageId, target);
}

/** The id of a code's lookup. */
export function linkLookupId(code: string): string {
  return `link_${code}`;
}
