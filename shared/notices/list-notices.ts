import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { noticeType, type Notice } from './model.ts';

/** What staff must see, newest first; `status` leaves only those that stand so. */
export async function listNotices(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly status?: Notice['status'] | undefined;
  },
): Promise<ListPage<Notice>> {
  const page = await context.records.query(noticeType, liveOf(input.tenantId), {
    where: input.status === undefined ? {} : { status: input.status },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: input.limit,
    ...(input.cursor !== undefined && { cursor: input.cursor }),
  });
  return listPage(page);
}
