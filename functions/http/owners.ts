import { z } from 'zod';
import { createOwner } from '../../shared/customers/create-owner.ts';
import { getOwner, listOwners } from '../../shared/customers/find-owners.ts';
import { phoneId, type Owner } from '../../shared/customers/model.ts';
import { newOwnerInput, ownerChangesInput } from '../../shared/customers/owner-input.ts';
import { updateOwner } from '../../shared/customers/update-owner.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const ownerView = z
  .object({
    id: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    email: z.string().optional(),
    phone: z.string().optional(),
    /** Names the number's own resource, `/phones/{phoneId}`. */
    phoneId: z.string().optional(),
    phoneRaw: z.string().optional(),
    /** Numbers of owners merged into this one; never texted. */
    otherPhones: z.array(z.string()).optional(),
    smsOptedIn: z.boolean().optional(),
    emailOptedIn: z.boolean().optional(),
    /** Where they live; absent: where the business is. */
    timeZone: z.string().optional(),
    postalCode: z.string().optional(),
    region: z.string().optional(),
    notes: z.string().optional(),
    tags: z.array(z.string()).optional(),
    status: z.enum(['active', 'inactive']),
    externalId: z.string().optional(),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Owner' });

function viewOf(owner: Owner): z.input<typeof ownerView> {
  return { ...owner, ...(owner.phone !== undefined && { phoneId: phoneId(owner.phone) }) };
}

function createdReply(owner: Owner) {
  const { id, revision } = owner;
  return reply(201, viewOf(owner), { revision, location: `owners/${id}` });
}

const listOwnersEndpoint = endpoint({
  name: 'list-owners',
  method: 'GET',
  route: 'owners',
  role: 'staff',
  summary: 'Owners by last name; `name` finds those whose name starts with it.',
  query: z.strictObject({
    ...pageQuery,
    name: z.string().trim().min(1).max(100).optional(),
    status: z.enum(['active', 'inactive']).optional(),
  }),
  replies: { 200: pageOf(ownerView) },
  handle: async ({ context, caller, query }) => {
    const page = await listOwners(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: page.items.map(viewOf) });
  },
});

const createOwnerEndpoint = endpoint({
  name: 'create-owner',
  method: 'POST',
  route: 'owners',
  role: 'staff',
  summary: 'Adds an owner.',
  body: newOwnerInput,
  example: { firstName: 'Ada', lastName: 'Byron', phone: '(415) 555-0123', tags: ['vip'] },
  replies: { 201: ownerView },
  creates: {
    type: 'owner',
    again: async ({ context, caller, id }) =>
      createdReply(await getOwner(context, { tenantId: caller.tenantId, ownerId: id })),
  },
  handle: async ({ context, caller, body }) =>
    createdReply(
      await createOwner(context, {
        tenantId: caller.tenantId,
        owner: body,
        actorId: caller.memberId,
      }),
    ),
});

const getOwnerEndpoint = endpoint({
  name: 'get-owner',
  method: 'GET',
  route: 'owners/{ownerId}',
  role: 'staff',
  summary:
    'An owner. The id of one who was merged gives the survivor: another `id`, and `Content-Location`.',
  params: idParam('ownerId'),
  replies: { 200: ownerView },
  handle: async ({ context, caller, params }) => {
    const owner = await getOwner(context, { tenantId: caller.tenantId, ...params });
    const headers = owner.id === params.ownerId ? {} : { 'content-location': owner.id };
    return reply(200, viewOf(owner), { revision: owner.revision, headers });
  },
});

const updateOwnerEndpoint = endpoint({
  name: 'update-owner',
  method: 'PATCH',
  route: 'owners/{ownerId}',
  role: 'staff',
  summary: 'Edits an owner: an absent field stays as it is, null empties it.',
  params: idParam('ownerId'),
  body: ownerChangesInput,
  example: { email: 'ada@example.com', notes: null },
  replies: { 200: ownerView },
  handle: async ({ context, caller, params, body, expected }) => {
    const { tenantId, memberId: actorId } = caller;
    const edit = { tenantId, actorId, ...params, changes: body, expected };
    const owner = await updateOwner(context, edit);
    return reply(200, viewOf(owner), { revision: owner.revision });
  },
});

/** Endpoints on owners. */
export const ownerEndpoints = [
  listOwnersEndpoint,
  createOwnerEndpoint,
  getOwnerEndpoint,
  updateOwnerEndpoint,
];
