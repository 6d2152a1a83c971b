import { z } from 'zod';
import { correctVaccination } from '../../shared/vaccinations/correct-vaccination.ts';
import {
  getVaccination,
  listVaccinationsOfPet,
} from '../../shared/vaccinations/find-vaccinations.ts';
import { recordVaccination } from '../../shared/vaccinations/record-vaccination.ts';
import type { Vaccination } from '../../shared/vaccinations/model.ts';
import {
  newVaccinationInput,
  vaccinationChangesInput,
} from '../../shared/vaccinations/vaccination-input.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const vaccinationView = z
  .object({
    id: z.string(),
    petId: z.string(),
    ownerId: z.string(),
    vaccine: z.string(),
    administeredDate: z.string().optional(),
    expiryDate: z.string(),
    veterinarian: z.string().optional(),
    supersededBy: z.string().optional(),
    nextAlertOn: z.string().optional(),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Vaccination' });

function createdReply(record: Vaccination) {
  const { id, revision } = record;
  return reply(201, record, { revision, location: `vaccinations/${id}` });
}

const listVaccinationsOfPetEndpoint = endpoint({
  name: 'list-vaccinations-of-pet',
  method: 'GET',
  route: 'pets/{petId}/vaccinations',
  role: 'staff',
  summary: 'Vaccinations of a pet, old ones included.',
  params: idParam('petId'),
  query: z.strictObject(pageQuery),
  replies: { 200: pageOf(vaccinationView) },
  handle: async ({ context, caller, params, query }) => {
    const { tenantId } = caller;
    const page = await listVaccinationsOfPet(context, { tenantId, ...params, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

const recordVaccinationEndpoint = endpoint({
  name: 'record-vaccination',
  method: 'POST',
  route: 'pets/{petId}/vaccinations',
  role: 'staff',
  summary: 'Adds a vaccination to a pet; the newest of its vaccine comes into force.',
  params: idParam('petId'),
  body: newVaccinationInput,
  example: { vaccine: 'rabies', administeredDate: '2026-03-02', expiryDate: '2027-03-02' },
  replies: { 201: vaccinationView },
  creates: {
    type: 'vaccination',
    again: async ({ context, caller, id }) =>
      createdReply(await getVaccination(context, { tenantId: caller.tenantId, vaccinationId: id })),
  },
  handle: async ({ context, caller, params, body }) => {
    const { tenantId } = caller;
    const input = { tenantId, ...params, vaccination: body };
    return createdReply(await recordVaccination(context, input));
  },
});

const getVaccinationEndpoint = endpoint({
  name: 'get-vaccination',
  method: 'GET',
  route: 'vaccinations/{vaccinationId}',
  role: 'staff',
  summary: 'A vaccination.',
  params: idParam('vaccinationId'),
  replies: { 200: vaccinationView },
  handle: async ({ context, caller, params }) => {
    const record = await getVaccination(context, { tenantId: caller.tenantId, ...params });
    return reply(200, record, { revision: record.revision });
  },
});

const correctVaccinationEndpoint = endpoint({
  name: 'correct-vaccination',
  method: 'PATCH',
  route: 'vaccinations/{vaccinationId}',
  role: 'staff',
  summary: 'Corrects a vaccination that was entered wrongly.',
  params: idParam('vaccinationId'),
  body: vaccinationChangesInput,
  example: { expiryDate: '2027-04-02' },
  replies: { 200: vaccinationView },
  handle: async ({ context, caller, params, body, expected }) => {
    const { tenantId } = caller;
    const input = { tenantId, ...params, changes: body, expected };
    const record = await correctVaccination(context, input);
    return reply(200, record, { revision: record.revision });
  },
});

/** Endpoints on single vaccinations. */
export const vaccinationEndpoints = [
  listVaccinationsOfPetEndpoint,
  recordVaccinationEndpoint,
  getVaccinationEndpoint,
  correctVaccinationEndpoint,
];
