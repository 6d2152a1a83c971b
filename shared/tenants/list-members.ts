import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { memberType, type Member } from './membership.ts';
import { liveOf } from './model.ts';

/** The members of a business, longest there first; removed ones only when asked for. */
export async function listMembers(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly status?: Member['status'] | undefined;
  },
): Promise<ListPage<Member>> {
  const { tenantId, status = 'active', limit, cursor } = input;
  const page = await context.records.query(memberType, liveOf(tenantId), {
    where: { status },
    orderBy: { field: 'createdAt' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}

/** A member by id, removed ones too; throws not-found (404), also for another tenant's. */
export async function getMember(
  context: Context,
  { tenantId, memberId }: { readonly tenantId: string; readonly memberId: string },
): Promise<Member> {
  const stored = await context.records.get(memberType, liveOf(tenantId), memberId);
  if (stored === undefined) throw notFound('member', memberId);
  return stored.value;
}
