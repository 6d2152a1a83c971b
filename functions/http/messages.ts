import { z } from 'zod';
import { listMessages } from '../../shared/messaging/list-messages.ts';
import { MESSAGE_STATUSES, type Message } from '../../shared/messaging/model.ts';
import { retryText } from '../../shared/messaging/retry-text.ts';
import { maskNumber } from '../../shared/platform/sms/mask-number.ts';
import { endpoint, reply } from './endpoint.ts';
import { pageOf, pageQuery } from './list-page.ts';
import { plannedAgain, sentFields } from './sent-views.ts';

const messageView = z
  .object({
    ...sentFields,
    /** Absent: it went to the number as such. */
    ownerId: z.string().optional(),
    /** Only the last digits of the number. */
    to: z.string(),
    body: z.string().optional(),
    /** A test of a template, to somebody of the staff. */
    test: z.object({ templateId: z.string(), version: z.number() }).optional(),
    status: z.enum(MESSAGE_STATUSES),
    segments: z.number().optional(),
  })
  .meta({ id: 'Message' });

function viewOf(message: Message): z.input<typeof messageView> {
  return { ...message, kind: message.content.kind, to: maskNumber(message.to) };
}

const listMessagesEndpoint = endpoint({
  name: 'list-messages',
  method: 'GET',
  route: 'messages',
  role: 'staff',
  summary: 'Texts, newest first, with what became of them.',
  query: z.strictObject({
    ...pageQuery,
    status: z.enum(MESSAGE_STATUSES).optional(),
    ownerId: z.string().min(1).max(200).optional(),
  }),
  replies: { 200: pageOf(messageView) },
  handle: async ({ context, caller, query }) => {
    const page = await listMessages(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: page.items.map(viewOf) });
  },
});

const retryMessageEndpoint = endpoint({
  name: 'retry-message',
  method: 'POST',
  route: 'messages/{messageId}/retry',
  role: 'manager',
  summary: 'Send a failed text again; consent, hours and facts are read anew.',
  params: z.strictObject({ messageId: z.string().min(1).max(200) }),
  replies: { 202: plannedAgain },
  handle: async ({ context, caller, params: { messageId } }) => {
    await retryText(context, caller.tenantId, messageId);
    return reply(202, { id: messageId, status: 'planned' as const });
  },
});

/** Endpoints on texts. */
export const messageEndpoints = [listMessagesEndpoint, retryMessageEndpoint];
