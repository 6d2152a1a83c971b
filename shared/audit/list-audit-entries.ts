import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { auditEntryType, type AuditEntry } from './model.ts';

/** Which entries are asked for. */
export interface AuditFilter extends PageRequest {
  readonly tenantId: string;
  /** Only changes of this document. */
  readonly subjectId?: string | undefined;
  /** Only changes by this member. */
  readonly actorId?: string | undefined;
}

/** What people changed, newest first. */
export async function listAuditEntries(
  context: Context,
  { tenantId, subjectId, actorId, limit, cursor }: AuditFilter,
): Promise<ListPage<AuditEntry>> {
  const page = await context.records.query(auditEntryType, liveOf(tenantId), {
    where: {
      ...(subjectId !== undefined && { subjectId }),
      ...(actorId !== undefined && { actorId }),
    },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}
