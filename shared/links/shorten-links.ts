import { addMs, type Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Context } from '../platform/context.ts';
import type { Write } from '../platform/store/document-store.ts';
import { create, replace } from '../platform/store/records.ts';
import { allowedTarget } from './link-target.ts';
import { markedLinks, withLinks } from './marked-links.ts';
import { linkLookupId, shortLinkId, shortLinkType, type ShortLink } from './model.ts';

/** A link works for 90 days after its text was claimed. */
const LIFE_MS = 90 * 86_400_000;

/** 62^12 codes: with a thousand million links in use, one guess in three million million meets one. */
const CODE_LENGTH = 12;

/** The most links in one text. */
const MAX_LINKS = 5;

/** Why a text's links cannot be sent. */
export type LinkRefusal = 'link-not-allowed' | 'too-many-links';

/** A text about to be claimed. */
export interface LinkedText {
  readonly tenantId: string;
  readonly messageId: string;
  readonly body: string;
  /** The hosts that links of this business may lead to. */
  readonly hosts: readonly string[];
  /** The day the text counts under in reports. */
  readonly countsOn: LocalDate;
}

/** The body to send, and what must be written in the commit of the claim. */
export type ShortenedText =
  | {
      readonly kind: 'text';
      readonly body: string;
      readonly linkIds: readonly string[];
      readonly writes: readonly Write[];
    }
  | { readonly kind: 'refused'; readonly reason: LinkRefusal };

/**
 * Replaces the marked addresses of a body by short links of this text alone. A body without marks
 * costs nothing. Without a base address in the context the targets themselves are sent.
 *
 * A link that the text has already, from an earlier claim, is used again and counts under the new day; of two claims at once
 * only one creates it, because its id is derived from text and target. The lookup of a code is
 * written before its link: when the claim does not go through it is left over, and since no link
 * bears its code, it leads nowhere.
 */
export async function shortenLinks(
  context: Context,
  text: LinkedText,
  now: Instant,
): Promise<ShortenedText> {
  const { tenantId, messageId, body, hosts } = text;
  const marked = markedLinks(body);
  if (marked.length === 0) return { kind: 'text', body, linkIds: [], writes: [] };
  if (marked.length > MAX_LINKS) return { kind: 'refused', reason: 'too-many-links' };
  const targets = new Map<string, string>();
  for (const address of marked) {
    const target = allowedTarget(address, hosts);
    if (target === undefined) return { kind: 'refused', reason: 'link-not-allowed' };
    targets.set(address, target);
  }
  const base = context.shortLinkBaseUrl;
  if (base === undefined) {
    return { kind: 'text', body: withLinks(body, targets), linkIds: [], writes: [] };
  }
  const distinct = [...new Set(targets.values())];
  const ids = distinct.map((target) => shortLinkId(messageId, target));
  const known = await context.records.getMany(shortLinkType, { tenantId }, ids);
  const links = new Map(known.map(({ value }) => [value.target, value]));
  const { countsOn } = text;
  const writes: Write[] = known.flatMap((link) =>
    link.value.countsOn === countsOn ? [] : [replace(link, { countsOn })],
  );
  for (const target of distinct) {
    if (links.has(target)) continue;
    const link = newLink(context, text, target, now);
    await context.records.store.putLookup({
      id: linkLookupId(link.code),
      tenantId,
      linkId: link.id,
    });
    links.set(target, link);
    writes.push(create(link));
  }
  const addresses = new Map(
    [...targets].map(([address, target]) => [address, `${base}/${links.get(target)?.code ?? ''}`]),
  );
  return { kind: 'text', body: withLinks(body, addresses), linkIds: ids, writes };
}

function newLink(
  { ids }: Context,
  { tenantId, messageId, countsOn }: LinkedText,
  target: string,
  now: Instant,
): ShortLink {
  return {
    id: shortLinkId(messageId, target),
    type: 'shortLink',
    tenantId,
    schemaVersion: 1,
    code: ids.code(CODE_LENGTH),
    messageId,
    target,
    expiresAt: addMs(now, LIFE_MS),
    countsOn,
    createdAt: now,
  };
}
