import type { Context } from '../platform/context.ts';
import { phoneType, type Phone } from '../customers/model.ts';
import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { liveOf } from '../tenants/model.ts';

/** The numbers that nothing may be sent to, the latest first. */
export async function listSuppressions(
  context: Context,
  input: PageRequest & { readonly tenantId: string },
): Promise<ListPage<Phone>> {
  const page = await context.records.query(phoneType, liveOf(input.tenantId), {
    where: {},
    orderBy: { field: 'suppressedAt', direction: 'desc' },
    limit: input.limit,
    ...(input.cursor !== undefined && { cursor: input.cursor }),
  });
  return listPage(page);
}
