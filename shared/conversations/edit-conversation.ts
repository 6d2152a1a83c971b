import { phoneType } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import { notFound, ProblemError } from '../kernel/problem.ts';
import { inboundTextType } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { create, replace } from '../platform/store/records.ts';
import { memberType } from '../tenants/membership.ts';
import { liveOf } from '../tenants/model.ts';
import { newConversation } from './conversation-state.ts';
import { loadConversation } from './find-conversations.ts';
import {
  conversationId,
  conversationNoteType,
  conversationType,
  type Conversation,
  type ConversationNote,
} from './model.ts';

/** Which conversation is changed, and by whom. */
export interface ConversationEdit {
  readonly tenantId: string;
  readonly conversationId: string;
  /** The member who acts. */
  readonly memberId: string;
}

/** Opens the conversation with a number, or finds it. Throws not-found (404) for a number nobody knows. */
export async function openConversation(
  context: Context,
  { tenantId, phoneId }: { readonly tenantId: string; readonly phoneId: string },
): Promise<Conversation> {
  const { records, clock } = context;
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const id = conversationId(phoneId);
    const known = await records.get(conversationType, liveOf(tenantId), id);
    if (known !== undefined) return { writes: [], value: known.value };
    const phone = await records.get(phoneType, liveOf(tenantId), phoneId);
    if (phone === undefined) throw notFound('phone', phoneId);
    const conversation = newConversation(phone.value, clock.now());
    return { writes: [create(conversation)], value: conversation };
  });
}

/**
 * Says that all texts that came in up to an instant (inclusive) have been seen. Later ones, which
 * came while somebody was reading, stay unread. An earlier instant than before changes nothing.
 */
export async function markRead(
  context: Context,
  edit: ConversationEdit & { readonly upTo: Instant },
): Promise<Conversation> {
  const { tenantId, upTo } = edit;
  return change(context, edit, async ({ value }) => {
    if (value.readUpTo !== undefined && upTo <= value.readUpTo) return {};
    const { phoneId } = value;
    const unreadCount = await context.records.count(inboundTextType, liveOf(tenantId), {
      phoneId,
      needsPerson: true,
      createdAt: { after: upTo },
    });
    return { readUpTo: upTo, unreadCount, attention: unreadCount > 0 ? 'unread' : 'none' };
  });
}

/** Gives a conversation to a member who looks after it; null: to nobody. A removed one is refused (422). */
export async function assignConversation(
  context: Context,
  edit: ConversationEdit & { readonly assigneeId: string | null },
): Promise<Conversation> {
  const { tenantId, assigneeId } = edit;
  return change(context, edit, async ({ value }) => {
    if (assigneeId === null) return value.assigneeId === undefined ? {} : { assigneeId: undefined };
    const member = await context.records.get(memberType, liveOf(tenantId), assigneeId);
    if (member?.value.status !== 'active') throw notAMember(assigneeId);
    return value.assigneeId === assigneeId ? {} : { assigneeId };
  });
}

/** Keeps a note for the staff in a conversation; its number never sees it. */
export async function addNote(
  context: Context,
  edit: ConversationEdit & { readonly text: string },
): Promise<ConversationNote> {
  const { tenantId, memberId: authorId, text } = edit;
  const { records, clock, ids } = context;
  const { value } = await loadConversation(context, tenantId, edit.conversationId);
  const now = clock.now();
  const { id: conversation, phoneId } = value;
  const note: ConversationNote = {
    ...{ id: ids.next('conversationNote'), type: 'conversationNote', tenantId, schemaVersion: 1 },
    ...{ conversationId: conversation, phoneId, text, authorId, createdAt: now, updatedAt: now },
  };
  await records.commit(liveOf(tenantId), [create(note)]);
  return note;
}

/** A note by id. Throws not-found (404). */
export async function getNote(
  { records }: Context,
  { tenantId, noteId }: { readonly tenantId: string; readonly noteId: string },
): Promise<ConversationNote> {
  const note = await records.get(conversationNoteType, liveOf(tenantId), noteId);
  if (note === undefined) throw notFound('note', noteId);
  return note.value;
}

async function change(
  context: Context,
  edit: ConversationEdit,
  decide: (stored: Stored<Conversation>) => Promise<Partial<Conversation>>,
): Promise<Conversation> {
  const { records, clock } = context;
  return commitWithRetry(records, liveOf(edit.tenantId), async () => {
    const stored = await loadConversation(context, edit.tenantId, edit.conversationId);
    const changes = await decide(stored);
    if (Object.keys(changes).length === 0) return { writes: [], value: stored.value };
    const revision = stored.value.revision + 1;
    const value = { ...stored.value, ...changes, revision, updatedAt: clock.now() };
    return { writes: [replace(stored, value)], value };
  });
}

function notAMember(id: string): ProblemError {
  return new ProblemError({
    kind: 'invalid-assignee',
    status: 422,
    detail: 'A conversation can be given to somebody who works here.',
    field: 'memberId',
    value: id,
    allowed: 'the id of an active member, or null',
  });
}
