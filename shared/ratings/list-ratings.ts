import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { ratingType, type Rating } from './model.ts';

/** Ratings, newest first. */
export async function listRatings(
  context: Context,
  input: PageRequest & { readonly tenantId: string },
): Promise<ListPage<Rating>> {
  const { tenantId, limit, cursor } = input;
  const page = await context.records.query(ratingType, liveOf(tenantId), {
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}
