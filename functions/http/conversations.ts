import { z } from 'zod';
import { instantInput } from '../../shared/appointments/booking-input.ts';
import { manyLines } from '../../shared/customers/input-fields.ts';
import {
  addNote,
  assignConversation,
  getNote,
  markRead,
  openConversation,
} from '../../shared/conversations/edit-conversation.ts';
import {
  getConversation,
  listConversations,
} from '../../shared/conversations/find-conversations.ts';
import type { Conversation } from '../../shared/conversations/model.ts';
import { readTimeline, type TimelineEntry } from '../../shared/conversations/read-timeline.ts';
import { stepsOf } from '../../shared/conversations/text-history.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const conversationView = z
  .object({
    id: z.string(),
    phoneId: z.string(),
    number: z.string(),
    attention: z.enum(['unread', 'none']),
    unreadCount: z.number(),
    readUpTo: z.string().optional(),
    assigneeId: z.string().optional(),
    lastText: z
      .object({
        id: z.string(),
        direction: z.enum(['in', 'out']),
        preview: z.string(),
        at: z.string(),
      })
      .optional(),
    lastTextAt: z.string(),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Conversation' });

const ownersView = z.array(
  z.object({ id: z.string(), firstName: z.string(), lastName: z.string() }),
);

const noteView = z.object({
  id: z.string(),
  text: z.string(),
  authorId: z.string().optional(),
  createdAt: z.string(),
});

const entryView = z
  .object({
    kind: z.enum(['in', 'out', 'note']),
    id: z.string(),
    at: z.string(),
    /** What was said or noted; of a text that was never sent what it was to say, when that is known. */
    body: z.string().optional(),
    status: z.string().optional(),
    /** in: what was made of it. */
    handledAs: z.string().optional(),
    /** in: the text it answers. out: the text that it answers. */
    answersId: z.string().optional(),
    authorId: z.string().optional(),
    /** out: its life in words. */
    steps: z.array(z.object({ at: z.string(), words: z.string() })).optional(),
  })
  .meta({ id: 'ConversationEntry' });

function entryOf(entry: TimelineEntry): z.input<typeof entryView> {
  switch (entry.kind) {
    case 'in': {
      const { id, createdAt: at, ...text } = entry.text;
      return { kind: 'in', id, at, ...text };
    }
    case 'out': {
      const { id, createdAt: at, content, answers, ...message } = entry.message;
      const body = message.body ?? (content.kind === 'plain' ? content.body : undefined);
      const steps = stepsOf(entry.message);
      return { ...message, kind: 'out', id, at, body, answersId: answers?.textId, steps };
    }
    case 'note': {
      const { id, createdAt: at, text: body, authorId } = entry.note;
      return { kind: 'note', id, at, body, authorId };
    }
  }
}

const shown = (conversation: Conversation) =>
  reply(200, conversation, { revision: conversation.revision });

const listEndpoint = endpoint({
  name: 'list-conversations',
  method: 'GET',
  route: 'conversations',
  role: 'staff',
  summary: 'Conversations by text, the one that came to life last first.',
  query: z.strictObject({
    ...pageQuery,
    attention: z.enum(['unread', 'none']).optional(),
    assigneeId: z.string().min(1).max(200).optional(),
    ownerId: z.string().min(1).max(200).optional(),
  }),
  replies: { 200: pageOf(conversationView) },
  handle: async ({ context, caller, query }) => {
    const page = await listConversations(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

const openEndpoint = endpoint({
  name: 'open-conversation',
  method: 'POST',
  route: 'conversations',
  role: 'staff',
  summary: 'Opens the conversation with a number, or finds it.',
  body: z.strictObject({ phoneId: z.string().min(1).max(200) }),
  example: { phoneId: 'phn_23456789abcdefghijkm' },
  failures: [404, 409],
  replies: { 200: conversationView },
  handle: async ({ context, caller, body }) =>
    shown(await openConversation(context, { tenantId: caller.tenantId, ...body })),
});

const getEndpoint = endpoint({
  name: 'get-conversation',
  method: 'GET',
  route: 'conversations/{conversationId}',
  role: 'staff',
  summary: 'A conversation and the owners of its number.',
  params: idParam('conversationId'),
  replies: {
    200: conversationView.extend({ owners: ownersView }).meta({ id: 'OpenConversation' }),
  },
  handle: async ({ context, caller, params }) => {
    const { tenantId } = caller;
    const { conversation, owners } = await getConversation(context, { tenantId, ...params });
    return reply(
      200,
      { ...conversation, owners: [...owners] },
      { revision: conversation.revision },
    );
  },
});

const timelineEndpoint = endpoint({
  name: 'read-conversation',
  method: 'GET',
  route: 'conversations/{conversationId}/entries',
  role: 'staff',
  summary: 'Texts to and fro and notes of a conversation, latest first, with reasons in words.',
  params: idParam('conversationId'),
  query: z.strictObject(pageQuery),
  replies: { 200: pageOf(entryView) },
  handle: async ({ context, caller, params, query }) => {
    const asked = { tenantId: caller.tenantId, ...params, ...query };
    const page = await readTimeline(context, asked);
    return reply(200, { ...page, items: page.items.map(entryOf) });
  },
});

const readEndpoint = endpoint({
  name: 'mark-conversation-read',
  method: 'PUT',
  route: 'conversations/{conversationId}/read',
  role: 'staff',
  summary: 'Says that texts up to an instant were seen; later ones stay unread.',
  params: idParam('conversationId'),
  body: z.strictObject({ upTo: instantInput }),
  example: { upTo: '2026-03-02T15:00:00Z' },
  ifMatch: false,
  replies: { 200: conversationView },
  handle: async ({ context, caller, params, body }) =>
    shown(await markRead(context, { ...caller, ...params, ...body })),
});

const assignEndpoint = endpoint({
  name: 'assign-conversation',
  method: 'PUT',
  route: 'conversations/{conversationId}/assignee',
  role: 'staff',
  summary: 'Gives a conversation to a member; null: to nobody.',
  params: idParam('conversationId'),
  body: z.strictObject({ memberId: z.string().min(1).max(200).nullable() }),
  example: { memberId: null },
  ifMatch: false,
  replies: { 200: conversationView },
  handle: async ({ context, caller, params, body }) => {
    const edit = { ...caller, ...params, assigneeId: body.memberId };
    return shown(await assignConversation(context, edit));
  },
});

const noteEndpoint = endpoint({
  name: 'add-conversation-note',
  method: 'POST',
  route: 'conversations/{conversationId}/notes',
  role: 'staff',
  summary: 'Keeps a note for the staff; the number never sees it.',
  params: idParam('conversationId'),
  body: z.strictObject({ text: manyLines(2000) }),
  example: { text: 'Prefers mornings.' },
  replies: { 200: noteView },
  creates: {
    type: 'conversationNote',
    again: async ({ context, caller, id }) =>
      reply(200, await getNote(context, { tenantId: caller.tenantId, noteId: id })),
  },
  handle: async ({ context, caller, params, body }) =>
    reply(200, await addNote(context, { ...caller, ...params, ...body })),
});

/** Endpoints on conversations by text. */
export const conversationEndpoints = [
  listEndpoint,
  openEndpoint,
  getEndpoint,
  timelineEndpoint,
  readEndpoint,
  assignEndpoint,
  noteEndpoint,
];
