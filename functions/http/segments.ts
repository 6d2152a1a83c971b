import { z } from 'zod';
import {
  changeSegment,
  copyReadyMade,
  createSegment,
  deleteSegment,
  getSegment,
  listSegments,
} from '../../shared/segments/edit-segments.ts';
import { segmentType, type Segment } from '../../shared/segments/model.ts';
import { READY_MADE } from '../../shared/segments/ready-made.ts';
import { segmentInput } from '../../shared/segments/segment-input.ts';
import type { Context } from '../../shared/platform/context.ts';
import { nothing } from './content.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const conditions = z.looseObject({});
const segmentView = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string().optional(),
    conditions,
    /** The ready-made segment it was copied from. */
    origin: z.string().optional(),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Segment' });
const readyMadeView = z
  .object({ key: z.string(), name: z.string(), description: z.string(), conditions })
  .meta({ id: 'ReadyMadeSegment' });

const EXAMPLE = {
  name: 'Dogs that have not been here',
  conditions: [
    { field: 'pets.species', operator: 'equals', value: 'dog' },
    { field: 'history.last_visit_on', operator: 'not_in_last_days', value: 70 },
  ],
} as const;

function shown(segment: Segment) {
  return { ...segment, conditions: { ...segment.conditions } };
}

function changedReply(segment: Segment) {
  return reply(200, shown(segment), { revision: segment.revision });
}

function createdReply(segment: Segment) {
  const { id, revision } = segment;
  return reply(201, shown(segment), { revision, location: `segments/${id}` });
}

interface Again {
  readonly context: Context;
  readonly caller: { readonly tenantId: string };
  readonly id: string;
}

const creates = {
  type: segmentType.type,
  again: async ({ context, caller, id }: Again) =>
    createdReply(await getSegment(context, { tenantId: caller.tenantId, segmentId: id })),
};

const listSegmentsEndpoint = endpoint({
  name: 'list-segments',
  method: 'GET',
  route: 'segments',
  role: 'staff',
  summary: 'Saved customer segments by name.',
  query: z.strictObject(pageQuery),
  replies: { 200: pageOf(segmentView) },
  handle: async ({ context, caller, query }) => {
    const page = await listSegments(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: page.items.map(shown) });
  },
});

const createSegmentEndpoint = endpoint({
  name: 'create-segment',
  method: 'POST',
  route: 'segments',
  role: 'manager',
  summary: 'Saves a customer segment. Errors name the part of the conditions.',
  body: segmentInput,
  example: EXAMPLE,
  replies: { 201: segmentView },
  creates,
  handle: async ({ context, caller, body }) =>
    createdReply(await createSegment(context, { tenantId: caller.tenantId, segment: body })),
});

const getSegmentEndpoint = endpoint({
  name: 'get-segment',
  method: 'GET',
  route: 'segments/{segmentId}',
  role: 'staff',
  summary: 'A customer segment.',
  params: idParam('segmentId'),
  replies: { 200: segmentView },
  handle: async ({ context, caller, params }) =>
    changedReply(await getSegment(context, { tenantId: caller.tenantId, ...params })),
});

const changeSegmentEndpoint = endpoint({
  name: 'change-segment',
  method: 'PUT',
  route: 'segments/{segmentId}',
  role: 'manager',
  summary: 'Puts other words and conditions in the place of a segment’s.',
  params: idParam('segmentId'),
  body: segmentInput,
  example: EXAMPLE,
  replies: { 200: segmentView },
  handle: async ({ context, caller: { tenantId }, params, body, expected }) =>
    changedReply(await changeSegment(context, { tenantId, ...params, segment: body, expected })),
});

const deleteSegmentEndpoint = endpoint({
  name: 'delete-segment',
  method: 'DELETE',
  route: 'segments/{segmentId}',
  role: 'manager',
  summary: 'Deletes a segment that no workflow speaks to.',
  params: idParam('segmentId'),
  failures: [409],
  replies: { 204: nothing },
  handle: async ({ context, caller: { tenantId }, params, expected }) => {
    await deleteSegment(context, { tenantId, ...params, expected });
    return reply(204, '');
  },
});

const listReadyMadeEndpoint = endpoint({
  name: 'list-ready-made-segments',
  method: 'GET',
  route: 'ready-made-segments',
  role: 'staff',
  summary: 'Segments that come with the product, to be copied.',
  replies: { 200: z.object({ items: z.array(readyMadeView) }) },
  handle: async () =>
    reply(200, {
      items: READY_MADE.map((it) => ({ ...it, conditions: { ...it.conditions } })),
    }),
});

const copyReadyMadeEndpoint = endpoint({
  name: 'copy-ready-made-segment',
  method: 'POST',
  route: 'ready-made-segments',
  role: 'manager',
  summary: 'Saves a ready-made segment as one of the business’s own.',
  body: z.strictObject({
    key: z.string().min(1).max(100),
    name: segmentInput.shape.name.optional(),
  }),
  example: { key: 'lapsed' },
  failures: [404],
  replies: { 201: segmentView },
  creates,
  handle: async ({ context, caller: { tenantId }, body }) =>
    createdReply(await copyReadyMade(context, { tenantId, ...body })),
});

/** Endpoints on customer segments. */
export const segmentEndpoints = [
  listSegmentsEndpoint,
  createSegmentEndpoint,
  getSegmentEndpoint,
  changeSegmentEndpoint,
  deleteSegmentEndpoint,
  listReadyMadeEndpoint,
  copyReadyMadeEndpoint,
];
