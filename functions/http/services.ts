import { z } from 'zod';
import { SPECIES } from '../../shared/customers/model.ts';
import {
  createService,
  getService,
  listServices,
  updateService,
} from '../../shared/services/edit-services.ts';
import { SERVICE_STATUSES, type Service } from '../../shared/services/model.ts';
import { newServiceInput, serviceChangesInput } from '../../shared/services/service-input.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const serviceView = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string().optional(),
    priceCents: z.number(),
    durationMinutes: z.number(),
    bufferMinutes: z.number(),
    /** In millionths: 8.875 % is 88750. */
    taxRatePpm: z.number(),
    requiredVaccines: z.array(z.object({ species: z.enum(SPECIES), vaccine: z.string() })),
    color: z.string().optional(),
    status: z.enum(SERVICE_STATUSES),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Service' });

function createdReply(service: Service) {
  const { id, revision } = service;
  return reply(201, service, { revision, location: `services/${id}` });
}

const listServicesEndpoint = endpoint({
  name: 'list-services',
  method: 'GET',
  route: 'services',
  role: 'staff',
  summary: 'Services by name; `name` finds those whose name starts with it.',
  query: z.strictObject({
    ...pageQuery,
    name: z.string().trim().min(1).max(100).optional(),
    status: z.enum(SERVICE_STATUSES).optional(),
  }),
  replies: { 200: pageOf(serviceView) },
  handle: async ({ context, caller, query }) => {
    const page = await listServices(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

const createServiceEndpoint = endpoint({
  name: 'create-service',
  method: 'POST',
  route: 'services',
  role: 'manager',
  summary:
    'Adds a service: price in cents, tax in millionths (8.875 % is 88750), length and clean-up in minutes, vaccines that it asks for.',
  body: newServiceInput,
  example: {
    name: 'Bath and brush',
    priceCents: 4500,
    durationMinutes: 60,
    bufferMinutes: 10,
    taxRatePpm: 88_750,
    requiredVaccines: [{ species: 'dog', vaccine: 'bordetella' }],
    color: '#3366CC',
  },
  replies: { 201: serviceView },
  creates: {
    type: 'service',
    again: async ({ context, caller, id }) =>
      createdReply(await getService(context, { tenantId: caller.tenantId, serviceId: id })),
  },
  handle: async ({ context, caller, body }) =>
    createdReply(await createService(context, { tenantId: caller.tenantId, service: body })),
});

const getServiceEndpoint = endpoint({
  name: 'get-service',
  method: 'GET',
  route: 'services/{serviceId}',
  role: 'staff',
  summary: 'A service.',
  params: idParam('serviceId'),
  replies: { 200: serviceView },
  handle: async ({ context, caller, params }) => {
    const service = await getService(context, { tenantId: caller.tenantId, ...params });
    return reply(200, service, { revision: service.revision });
  },
});

const updateServiceEndpoint = endpoint({
  name: 'update-service',
  method: 'PATCH',
  route: 'services/{serviceId}',
  role: 'manager',
  summary:
    'Edits a service; what is booked keeps its price and length. An inactive one is not booked any more.',
  params: idParam('serviceId'),
  body: serviceChangesInput,
  example: { priceCents: 4800, status: 'active' },
  replies: { 200: serviceView },
  handle: async ({ context, caller, params, body, expected }) => {
    const { tenantId } = caller;
    const service = await updateService(context, { tenantId, ...params, changes: body, expected });
    return reply(200, service, { revision: service.revision });
  },
});

/** Endpoints on services. */
export const serviceEndpoints = [
  listServicesEndpoint,
  createServiceEndpoint,
  getServiceEndpoint,
  updateServiceEndpoint,
];
