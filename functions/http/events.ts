import { z } from 'zod';
import { listEvents, retryEvent } from '../../shared/events/list-events.ts';
import { EVENT_NAMES, EVENT_STATUSES, type Event } from '../../shared/events/model.ts';
import { endpoint, reply } from './endpoint.ts';
import { pageOf, pageQuery } from './list-page.ts';

const eventView = z
  .object({
    id: z.string(),
    name: z.enum(EVENT_NAMES),
    status: z.enum(EVENT_STATUSES),
    subject: z.object({ type: z.string(), id: z.string() }),
    sequence: z.number(),
    facts: z.record(
      z.string(),
      z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
    ),
    occurredAt: z.string(),
    /** Why the last attempt failed. */
    lastError: z.string().optional(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Event' });

function viewOf({ lastError, ...event }: Event): z.input<typeof eventView> {
  return { ...event, ...(lastError !== undefined && { lastError }) };
}

const listEventsEndpoint = endpoint({
  name: 'list-events',
  method: 'GET',
  route: 'events',
  role: 'manager',
  summary: 'What happened and whether everything that follows from it is done, newest first.',
  query: z.strictObject({ ...pageQuery, status: z.enum(EVENT_STATUSES).optional() }),
  replies: { 200: pageOf(eventView) },
  handle: async ({ context, caller, query }) => {
    const page = await listEvents(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: page.items.map(viewOf) });
  },
});

const retryEventEndpoint = endpoint({
  name: 'retry-event',
  method: 'POST',
  route: 'events/{eventId}/retry',
  role: 'manager',
  summary: 'Let a failed event be acted on again.',
  params: z.strictObject({ eventId: z.string().min(1).max(200) }),
  replies: { 202: z.object({ id: z.string(), status: z.literal('waiting') }) },
  handle: async ({ context, caller, params: { eventId } }) => {
    await retryEvent(context, caller.tenantId, eventId);
    return reply(202, { id: eventId, status: 'waiting' as const });
  },
});

/** Endpoints on events. */
export const eventEndpoints = [listEventsEndpoint, retryEventEndpoint];
