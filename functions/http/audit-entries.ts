import { z } from 'zod';
import { listAuditEntries } from '../../shared/audit/list-audit-entries.ts';
import { AUDIT_ACTIONS } from '../../shared/audit/model.ts';
import { endpoint, reply } from './endpoint.ts';
import { pageOf, pageQuery } from './list-page.ts';

const auditEntryView = z.object({
  id: z.string(),
  actorId: z.string(),
  role: z.string(),
  action: z.enum(AUDIT_ACTIONS),
  subjectType: z.string(),
  subjectId: z.string(),
  changes: z.record(
    z.string(),
    z.object({ before: z.unknown().optional(), after: z.unknown().optional() }),
  ),
  correlationId: z.string(),
  createdAt: z.string(),
});

const listAuditEntriesEndpoint = endpoint({
  name: 'list-audit-entries',
  method: 'GET',
  route: 'audit-entries',
  role: 'manager',
  summary: 'What people changed, newest first, with the values before and after.',
  query: z.strictObject({
    ...pageQuery,
    subjectId: z.string().min(1).max(200).optional(),
    actorId: z.string().min(1).max(200).optional(),
  }),
  replies: { 200: pageOf(auditEntryView) },
  handle: async ({ context, caller, query }) => {
    const page = await listAuditEntries(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

/** Endpoints on the audit trail. */
export const auditEntryEndpoints = [listAuditEntriesEndpoint];
