import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { currentOwner, ownerIdsOf } from '../customers/merge-follow.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { messageType, type Message } from './model.ts';

/** Texts, newest first; `status` and `ownerId` leave only those that match. */
export async function listMessages(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly status?: Message['status'] | undefined;
    readonly ownerId?: string | undefined;
  },
): Promise<ListPage<Message>> {
  const { tenantId, ownerId } = input;
  const owner = ownerId && (await currentOwner(context.records, tenantId, ownerId));
  const ownerIds = owner ? ownerIdsOf(owner.value) : ownerId;
  const page = await context.records.query(messageType, liveOf(input.tenantId), {
    where: {
      ...(input.status !== undefined && { status: input.status }),
      ...(ownerIds !== undefined && { ownerId: { in: [ownerIds].flat() } }),
    },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: input.limit,
    ...(input.cursor !== undefined && { cursor: input.cursor }),
  });
  return listPage(page);
}
