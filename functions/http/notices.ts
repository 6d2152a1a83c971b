import { z } from 'zod';
import { acknowledgeNotice, cureNoticeByHand } from '../../shared/notices/cure-notice.ts';
import { listNotices } from '../../shared/notices/list-notices.ts';
import { NOTICE_STATUSES } from '../../shared/notices/model.ts';
import { endpoint, reply, type Endpoint } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const noticeView = z
  .object({
    id: z.string(),
    kind: z.string(),
    subject: z.object({ type: z.string(), id: z.string() }),
    detail: z.string(),
    status: z.enum(NOTICE_STATUSES),
    acknowledgedAt: z.string().optional(),
    acknowledgedBy: z.string().optional(),
    curedAt: z.string().optional(),
    curedBy: z.string().optional(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Notice' });

const listNoticesEndpoint = endpoint({
  name: 'list-notices',
  method: 'GET',
  route: 'notices',
  role: 'staff',
  summary: 'What staff must see, newest first.',
  query: z.strictObject({ ...pageQuery, status: z.enum(NOTICE_STATUSES).optional() }),
  replies: { 200: pageOf(noticeView) },
  handle: async ({ context, caller, query }) => {
    const page = await listNotices(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

function act(verb: string, summary: string, change: typeof acknowledgeNotice): Endpoint {
  return endpoint({
    name: `${verb}-notice`,
    method: 'POST',
    route: `notices/{noticeId}/${verb}`,
    role: 'staff',
    summary,
    params: idParam('noticeId'),
    replies: { 200: noticeView },
    handle: async ({ context, caller, params: { noticeId } }) => {
      const { tenantId, memberId } = caller;
      return reply(200, await change(context, { tenantId, noticeId, memberId }));
    },
  });
}

/** Endpoints on notices. */
export const noticeEndpoints = [
  listNoticesEndpoint,
  act('acknowledge', 'Note that somebody has seen a notice; it still holds.', acknowledgeNotice),
  act('cure', 'Note that what a notice is about is put right.', cureNoticeByHand),
];
