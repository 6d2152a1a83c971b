import { z } from 'zod';
import {
  getRequiredVaccines,
  requiredVaccinesInput,
  setRequiredVaccines,
} from '../../shared/vaccinations/required-vaccines.ts';
import { endpoint, reply } from './endpoint.ts';

const requiredView = z
  .object({
    required: z.array(z.object({ species: z.string(), vaccine: z.string() })),
    revision: z.number(),
  })
  .meta({ id: 'RequiredVaccines' });

const getRequiredVaccinesEndpoint = endpoint({
  name: 'get-required-vaccines',
  method: 'GET',
  route: 'required-vaccines',
  role: 'staff',
  summary: 'The vaccines that pets must have, per species.',
  replies: { 200: requiredView },
  handle: async ({ context, caller }) => {
    const body = await getRequiredVaccines(context, { tenantId: caller.tenantId });
    return reply(200, body, { revision: body.revision });
  },
});

const setRequiredVaccinesEndpoint = endpoint({
  name: 'set-required-vaccines',
  method: 'PUT',
  route: 'required-vaccines',
  role: 'manager',
  summary: 'Replaces the whole list of required vaccines.',
  body: requiredVaccinesInput,
  example: { required: [{ species: 'dog', vaccine: 'rabies' }] },
  replies: { 200: requiredView },
  handle: async ({ context, caller, body, expected }) => {
    const { tenantId } = caller;
    const { required } = body;
    const now = await setRequiredVaccines(context, { tenantId, required, expected });
    return reply(200, now, { revision: now.revision });
  },
});

/** Endpoints on required vaccines. */
export const requiredVaccineEndpoints = [getRequiredVaccinesEndpoint, setRequiredVaccinesEndpoint];
