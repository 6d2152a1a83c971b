import type { ListPage, PageRequest } from '../kernel/list-page.ts';
import {
  inboundTextType,
  messageType,
  type InboundText,
  type Message,
} from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { parsed } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { loadConversation } from './find-conversations.ts';
import { conversationNoteType, type ConversationNote } from './model.ts';

/** One thing in a conversation. */
export type TimelineEntry =
  | { readonly kind: 'in'; readonly text: InboundText }
  | { readonly kind: 'out'; readonly message: Message }
  | { readonly kind: 'note'; readonly note: ConversationNote };

/**
 * All that went to and fro with a number and what staff noted, latest first: texts of the product
 * too, planned and skipped ones included, so that one sees why something was not sent.
 */
export async function readTimeline(
  context: Context,
  input: PageRequest & { readonly tenantId: string; readonly conversationId: string },
): Promise<ListPage<TimelineEntry>> {
  const { tenantId, limit, cursor } = input;
  const { value } = await loadConversation(context, tenantId, input.conversationId);
  const page = await context.records.store.query(liveOf(tenantId), {
    type: [messageType.type, inboundTextType.type, conversationNoteType.type],
    where: { phoneId: value.phoneId },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  const items = page.items.map(entryOf);
  return page.next === undefined ? { items } : { items, next: page.next };
}

function entryOf(stored: Stored): TimelineEntry {
  switch (stored.value['type']) {
    case messageType.type:
      return { kind: 'out', message: parsed(messageType, stored).value };
    case inboundTextType.type:
      return { kind: 'in', text: parsed(inboundTextType, stored).value };
    default:
      return { kind: 'note', note: parsed(conversationNoteType, stored).value };
  }
}
