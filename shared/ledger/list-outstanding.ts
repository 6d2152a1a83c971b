import { ownerType, type Owner } from '../customers/model.ts';
import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';

/** Owners who owe something, the largest balance first, by the cached balances. */
export async function listOutstanding(
  context: Context,
  { tenantId, limit, cursor }: PageRequest & { readonly tenantId: string },
): Promise<ListPage<Owner>> {
  const page = await context.records.query(ownerType, liveOf(tenantId), {
    where: { balanceCents: { after: 0 } },
    orderBy: { field: 'balanceCents', direction: 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}
