import { derivedId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import { messageType } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import { StoreUnavailableError, type Stored } from '../platform/store/document-store.ts';
import { create, replace } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { hitSlot } from './hit-slot.ts';
import { linkLookup, linkLookupId, shortLinkType, type LinkHit, type ShortLink } from './model.ts';
import { isTooSoon, signOfMachine, type TextTimes, type Visitor } from './visitor.ts';

/** How often the first opening by a person is noted anew when the link changed meanwhile. */
const MAX_COMMITS = 3;

/** Where a code leads: on, or nowhere. */
export type LinkAnswer =
  | { readonly kind: 'target'; readonly target: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'unknown' };

/**
 * Follows a short link: says where it leads, and notes that it was opened. Nothing else is changed
 * by it, however often and by whomever it is opened. The tenant comes from the code's lookup, and the
 * link must bear the code.
 *
 * A person is noted on the link, once; every opening by its kind goes into the month's history, at
 * most once per slot (`hit-slot.ts`). A store that fails meanwhile costs the note and not the way:
 * whoever holds the link is sent on.
 */
export async function followLink(
  context: Context,
  code: string,
  visitor: Visitor,
): Promise<LinkAnswer> {
  const link = await findLink(context, code);
  if (link === undefined) return { kind: 'unknown' };
  const now = context.clock.now();
  if (now >= link.value.expiresAt) return { kind: 'expired' };
  try {
    await noteVisit(context, link, visitor, now);
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    context.log.warn('Opening of a link not noted', { id: link.value.id });
  }
  return { kind: 'target', target: link.value.target };
}

async function findLink(context: Context, code: string): Promise<Stored<ShortLink> | undefined> {
  if (!/^[0-9A-Za-z]{10,40}$/.test(code)) return undefined;
  const hint = linkLookup.safeParse(await context.records.store.getLookup(linkLookupId(code)));
  if (!hint.success) return undefined;
  const { tenantId, linkId } = hint.data;
  const link = await context.records.get(shortLinkType, liveOf(tenantId), linkId);
  return link?.value.code === code ? link : undefined;
}

async function noteVisit(
  context: Context,
  link: Stored<ShortLink>,
  visitor: Visitor,
  now: Instant,
): Promise<void> {
  const { id: linkId, tenantId, messageId, createdAt } = link.value;
  const message = await context.records.get(messageType, liveOf(tenantId), messageId);
  const times = message?.value ?? {};
  const sign = signOfMachine(visitor, now, times);
  const kind = sign === undefined ? 'human' : 'bot';
  if (kind === 'human') await notePerson(context, link, times, now);
  const hit: LinkHit = {
    id: derivedId('linkHit', linkId, kind, hitSlot(createdAt, now)),
    type: 'linkHit',
    tenantId,
    schemaVersion: 1,
    linkId,
    messageId,
    kind,
    ...(sign !== undefined && { sign }),
    createdAt: now,
  };
  // One of this kind and slot may be there already: then this one is not kept.
  await context.records.commit({ tenantId, month: now.slice(0, 7) }, [create(hit)]);
}

/** Notes on the link that a person opened it, unless one did before; a machine mistaken for one gives way. */
async function notePerson(
  context: Context,
  link: Stored<ShortLink>,
  times: TextTimes,
  now: Instant,
): Promise<void> {
  const partition = liveOf(link.value.tenantId);
  let current: Stored<ShortLink> | undefined = link;
  for (let i = 0; i < MAX_COMMITS && current !== undefined; i++) {
    const { humanAt } = current.value;
    if (humanAt !== undefined && !isTooSoon(humanAt, times)) return;
    const result = await context.records.commit(partition, [replace(current, { humanAt: now })]);
    if (result.ok) return;
    current = await context.records.get(shortLinkType, partition, link.value.id);
  }
}
