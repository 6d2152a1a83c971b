import { z } from 'zod';
import { listNotices } from '../../shared/notices/list-notices.ts';
import { endpoint, reply } from './endpoint.ts';
import { pageOf, pageQuery } from './list-page.ts';

const noticeView = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.object({ type: z.string(), id: z.string() }),
  detail: z.string(),
  status: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

const listNoticesEndpoint = endpoint({
  name: 'list-notices',
  method: 'GET',
  route: 'notices',
  role: 'staff',
  summary: 'What staff must see, newest first.',
  query: z.strictObject({ ...pageQuery, status: z.enum(['open', 'cured']).optional() }),
  replies: { 200: pageOf(noticeView) },
  handle: async ({ context, caller, query }) => {
    const page = await listNotices(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

/** Endpoints on notices. */
export const noticeEndpoints = [listNoticesEndpoint];
