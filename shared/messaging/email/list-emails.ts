import { listPage, type ListPage, type PageRequest } from '../../kernel/list-page.ts';
import type { Context } from '../../platform/context.ts';
import { liveOf } from '../../tenants/model.ts';
import { emailType, type Email } from './model.ts';

/** E-mails, newest first; `status` and `ownerId` leave only those that match. */
export async function listEmails(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly status?: Email['status'] | undefined;
    readonly ownerId?: string | undefined;
  },
): Promise<ListPage<Email>> {
  const page = await context.records.query(emailType, liveOf(input.tenantId), {
    where: {
      ...(input.status !== undefined && { status: input.status }),
      ...(input.ownerId !== undefined && { ownerId: input.ownerId }),
    },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: input.limit,
    ...(input.cursor !== undefined && { cursor: input.cursor }),
  });
  return listPage(page);
}
