import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { retryByHand } from '../due-work/retry.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { eventType, type Event } from './model.ts';

/** Events, newest first; `status` leaves only those that stand so. Handled ones vanish after 14 days. */
export async function listEvents(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly status?: Event['status'] | undefined;
  },
): Promise<ListPage<Event>> {
  const { tenantId, status, limit, cursor } = input;
  const page = await context.records.query(eventType, liveOf(tenantId), {
    ...(status !== undefined && { where: { status } }),
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}

/** Brings a failed event to its subscribers again because a person asked. Refused (409) when it has not failed. */
export async function retryEvent(context: Context, tenantId: string, id: string): Promise<void> {
  const pointer = { tenantId, id, kind: 'events' as const };
  await retryByHand(context, eventType, pointer, { status: 'waiting' });
}
