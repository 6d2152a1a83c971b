import { z } from 'zod';
import { instantInput } from '../../shared/appointments/booking-input.ts';
import { getText } from '../../shared/conversations/text-history.ts';
import { cancelText, writeText } from '../../shared/conversations/write-text.ts';
import { manyLines } from '../../shared/customers/input-fields.ts';
import type { Message } from '../../shared/messaging/model.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam } from './list-page.ts';

const plannedView = z
  .object({
    id: z.string(),
    status: z.string(),
    reason: z.string().optional(),
    sendAt: z.string().optional(),
    notAfter: z.string(),
  })
  .meta({ id: 'WrittenText' });

function acceptedReply(message: Message) {
  return reply(202, { ...message, sendAt: message.dueAt });
}

const writeEndpoint = endpoint({
  name: 'write-text',
  method: 'POST',
  route: 'conversations/{conversationId}/texts',
  role: 'staff',
  summary: 'Writes a text, for now or for later; it is sent if its number may be texted then.',
  params: idParam('conversationId'),
  body: z.strictObject({
    body: manyLines(1600),
    sendAt: instantInput.optional(),
    ownerId: z.string().min(1).max(200).optional(),
  }),
  example: { body: 'We are open until six.' },
  failures: [409],
  replies: { 202: plannedView },
  creates: {
    type: 'message',
    again: async ({ context, caller, id }) => {
      const { message } = await getText(context, { tenantId: caller.tenantId, messageId: id });
      return acceptedReply(message);
    },
  },
  handle: async ({ context, caller, params, body }) =>
    acceptedReply(await writeText(context, { ...caller, ...params, ...body })),
});

const cancelEndpoint = endpoint({
  name: 'cancel-message',
  method: 'POST',
  route: 'messages/{messageId}/cancel',
  role: 'staff',
  summary: 'Takes back a text that somebody wrote and that was not sent yet.',
  params: idParam('messageId'),
  failures: [409],
  replies: { 200: plannedView },
  handle: async ({ context, caller, params }) =>
    reply(200, await cancelText(context, { tenantId: caller.tenantId, ...params })),
});

const getEndpoint = endpoint({
  name: 'get-message',
  method: 'GET',
  route: 'messages/{messageId}',
  role: 'staff',
  summary: 'A text and its life in words.',
  params: idParam('messageId'),
  replies: {
    200: plannedView
      .extend({
        body: z.string().optional(),
        steps: z.array(z.object({ at: z.string(), words: z.string() })),
      })
      .meta({ id: 'MessageLife' }),
  },
  handle: async ({ context, caller, params }) => {
    const { message, steps } = await getText(context, { tenantId: caller.tenantId, ...params });
    return reply(200, { ...message, sendAt: message.dueAt, steps: [...steps] });
  },
});

/** Endpoints on texts that people write. */
export const writtenTextEndpoints = [writeEndpoint, cancelEndpoint, getEndpoint];
