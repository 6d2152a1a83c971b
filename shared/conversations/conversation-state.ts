import type { Phone } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { InboundText, Message } from '../messaging/model.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create } from '../platform/store/records.ts';
import { conversationId, PREVIEW_LENGTH, type Conversation } from './model.ts';

type LastText = Conversation['lastText'];

/** A conversation in which nobody has written yet. */
export function newConversation(phone: Phone, now: Instant): Conversation {
  return {
    id: conversationId(phone.id),
    type: 'conversation',
    tenantId: phone.tenantId,
    schemaVersion: 1,
    phoneId: phone.id,
    number: phone.number,
    attention: 'none',
    unreadCount: 0,
    lastTextAt: now,
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/**
 * The conversation after a text came in. `needsPerson`: nothing answered it by itself, so that it counts
 * as unread unless somebody has seen it already. Texts arrive in any order: an older one
 * never takes the place of a later one.
 */
export function afterInbound(
  before: Conversation,
  text: InboundText,
  needsPerson: boolean,
): Conversation {
  const seen = before.readUpTo !== undefined && text.createdAt <= before.readUpTo;
  const unreadCount = before.unreadCount + (needsPerson && !seen ? 1 : 0);
  const last = { id: text.id, direction: 'in' as const, body: text.body, at: text.createdAt };
  return {
    ...withLastText(before, last),
    unreadCount,
    attention: unreadCount > 0 ? 'unread' : 'none',
  };
}

/** The conversation after staff wrote a text. */
export function afterOutbound(before: Conversation, message: Message, body: string): Conversation {
  const { id, createdAt: at } = message;
  return withLastText(before, { id, direction: 'out', body, at });
}

function withLastText(
  before: Conversation,
  text: { id: string; direction: 'in' | 'out'; body: string; at: Instant },
): Conversation {
  if (before.lastText !== undefined && before.lastText.at > text.at) return before;
  const { body, ...rest } = text;
  const lastText: LastText = { ...rest, preview: preview(body) };
  return { ...before, lastText, lastTextAt: text.at };
}

/** The beginning of a text; a sign of two units is not cut in two. */
function preview(body: string): string {
  const cut = body.slice(0, PREVIEW_LENGTH);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** The write that keeps a conversation; `stored` is what it was, undefined when there was none. */
export function keepConversation(
  stored: Stored<Conversation> | undefined,
  document: Conversation,
  now: Instant,
): Write {
  return stored === undefined
    ? create(document)
    : { op: 'replace', document: { ...document, updatedAt: now }, etag: stored.etag };
}
