import { z } from 'zod';
import { oneLine } from '../../shared/customers/input-fields.ts';
import {
  getPhone,
  liftSuppression,
  registerPhone,
  suppressPhone,
} from '../../shared/customers/suppress-phone.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam } from './list-page.ts';

// Numbers never stand in a path or query: those end up in the logs of every machine on the way.

const phoneView = z
  .object({
    id: z.string(),
    number: z.string(),
    ownerIds: z.array(z.string()),
    suppressed: z.object({ at: z.string(), source: z.string() }).optional(),
    unusable: z
      .object({ at: z.string(), reason: z.string(), code: z.number().optional() })
      .optional(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Phone' });

const registerPhoneEndpoint = endpoint({
  name: 'register-phone',
  method: 'POST',
  route: 'phones',
  role: 'staff',
  summary: 'Finds a number, or takes it up, so that texts to it can be refused.',
  body: z.strictObject({ number: oneLine(40) }),
  example: { number: '(415) 555-0177' },
  replies: { 200: phoneView },
  handle: async ({ context, caller, body }) =>
    reply(200, await registerPhone(context, { tenantId: caller.tenantId, number: body.number })),
});

const getPhoneEndpoint = endpoint({
  name: 'get-phone',
  method: 'GET',
  route: 'phones/{phoneId}',
  role: 'staff',
  summary: 'A number: who uses it and whether it may be texted.',
  params: idParam('phoneId'),
  replies: { 200: phoneView },
  handle: async ({ context, caller, params }) =>
    reply(200, await getPhone(context, { tenantId: caller.tenantId, ...params })),
});

const suppressPhoneEndpoint = endpoint({
  name: 'suppress-phone',
  method: 'PUT',
  route: 'phones/{phoneId}/suppression',
  role: 'staff',
  summary: 'Stops all texts to a number because its holder said so to the staff.',
  params: idParam('phoneId'),
  replies: { 200: phoneView },
  handle: async ({ context, caller, params }) =>
    reply(
      200,
      await suppressPhone(context, {
        tenantId: caller.tenantId,
        actorId: caller.memberId,
        ...params,
      }),
    ),
});

const liftSuppressionEndpoint = endpoint({
  name: 'lift-suppression',
  method: 'DELETE',
  route: 'phones/{phoneId}/suppression',
  role: 'manager',
  summary: 'Takes back a refusal that staff entered; a STOP by the holder stays.',
  params: idParam('phoneId'),
  replies: { 200: phoneView },
  handle: async ({ context, caller, params }) =>
    reply(
      200,
      await liftSuppression(context, {
        tenantId: caller.tenantId,
        actorId: caller.memberId,
        ...params,
      }),
    ),
});

/** Endpoints on telephone numbers. */
export const phoneEndpoints = [
  registerPhoneEndpoint,
  getPhoneEndpoint,
  suppressPhoneEndpoint,
  liftSuppressionEndpoint,
];
