import { currentOwner } from '../customers/merge-follow.ts';
import { ownerType, phoneId, phoneType, type Owner } from '../customers/model.ts';
import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { liveOf } from '../tenants/model.ts';
import { conversationId, conversationType, type Conversation } from './model.ts';

/** Which conversations to list. */
export interface ConversationFilter {
  readonly attention?: Conversation['attention'] | undefined;
  readonly assigneeId?: string | undefined;
  /** Those of this owner's numbers; an owner who was merged leads to the survivor. */
  readonly ownerId?: string | undefined;
}

/** Conversations, the one that came to life last first. */
export async function listConversations(
  context: Context,
  input: PageRequest & ConversationFilter & { readonly tenantId: string },
): Promise<ListPage<Conversation>> {
  const { tenantId, attention, assigneeId, ownerId, limit, cursor } = input;
  if (ownerId !== undefined) {
    const own = await conversationsOf(context, tenantId, ownerId);
    const items = own
      .filter((it) => attention === undefined || it.attention === attention)
      .filter((it) => assigneeId === undefined || it.assigneeId === assigneeId);
    return { items };
  }
  const page = await context.records.query(conversationType, liveOf(tenantId), {
    where: {
      ...(attention !== undefined && { attention }),
      ...(assigneeId !== undefined && { assigneeId }),
    },
    orderBy: { field: 'lastTextAt', direction: 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}

/** A conversation as stored; throws not-found (404), also for another tenant's. */
export async function loadConversation(
  { records }: Pick<Context, 'records'>,
  tenantId: string,
  id: string,
): Promise<Stored<Conversation>> {
  const stored = await records.get(conversationType, liveOf(tenantId), id);
  if (stored === undefined) throw notFound('conversation', id);
  return stored;
}

/** A conversation with the owners of its number; none: nobody is known by it. */
export async function getConversation(
  context: Context,
  input: { readonly tenantId: string; readonly conversationId: string },
): Promise<{ readonly conversation: Conversation; readonly owners: readonly Owner[] }> {
  const { tenantId } = input;
  const { value: conversation } = await loadConversation(context, tenantId, input.conversationId);
  const phone = await context.records.get(phoneType, liveOf(tenantId), conversation.phoneId);
  const ids = phone?.value.ownerIds ?? [];
  const owners = await context.records.getMany(ownerType, liveOf(tenantId), ids);
  return { conversation, owners: owners.map(({ value }) => value) };
}

async function conversationsOf(
  { records }: Context,
  tenantId: string,
  ownerId: string,
): Promise<Conversation[]> {
  const owner = await currentOwner(records, tenantId, ownerId);
  if (owner === undefined) return [];
  const { phone, otherPhones = [] } = owner.value;
  const numbers = phone === undefined ? otherPhones : [phone, ...otherPhones];
  const ids = numbers.map((number) => conversationId(phoneId(number)));
  const found = await records.getMany(conversationType, liveOf(tenantId), ids);
  return found.map(({ value }) => value).toSorted((a, b) => (a.lastTextAt < b.lastTextAt ? 1 : -1));
}
