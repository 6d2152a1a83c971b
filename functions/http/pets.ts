import { z } from 'zod';
import { createPet } from '../../shared/customers/create-pet.ts';
import { getPet, listPets, listPetsOfOwner } from '../../shared/customers/find-pets.ts';
import { PET_STATUSES, SPECIES, type Pet } from '../../shared/customers/model.ts';
import { newPetInput, petChangesInput } from '../../shared/customers/pet-input.ts';
import { updatePet } from '../../shared/customers/update-pet.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const petView = z
  .object({
    id: z.string(),
    ownerId: z.string(),
    name: z.string(),
    species: z.enum(SPECIES),
    breed: z.string().optional(),
    birthDate: z.string().optional(),
    status: z.enum(PET_STATUSES),
    /** Vaccine key to the record in force. */
    current: z.record(z.string(), z.object({ vaccinationId: z.string(), expiryDate: z.string() })),
    notes: z.string().optional(),
    externalId: z.string().optional(),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Pet' });

function createdReply(pet: Pet) {
  return reply(201, pet, { revision: pet.revision, location: `pets/${pet.id}` });
}

const listPetsEndpoint = endpoint({
  name: 'list-pets',
  method: 'GET',
  route: 'pets',
  role: 'staff',
  summary: 'Pets by name; `name` finds those whose name starts with it.',
  query: z.strictObject({
    ...pageQuery,
    name: z.string().trim().min(1).max(100).optional(),
    status: z.enum(PET_STATUSES).optional(),
  }),
  replies: { 200: pageOf(petView) },
  handle: async ({ context, caller, query }) => {
    const page = await listPets(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

const listPetsOfOwnerEndpoint = endpoint({
  name: 'list-pets-of-owner',
  method: 'GET',
  route: 'owners/{ownerId}/pets',
  role: 'staff',
  summary: 'Pets of an owner.',
  params: idParam('ownerId'),
  query: z.strictObject(pageQuery),
  replies: { 200: pageOf(petView) },
  handle: async ({ context, caller, params, query }) => {
    const { tenantId } = caller;
    const page = await listPetsOfOwner(context, { tenantId, ...params, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

const createPetEndpoint = endpoint({
  name: 'create-pet',
  method: 'POST',
  route: 'owners/{ownerId}/pets',
  role: 'staff',
  summary: 'Adds a pet to an owner.',
  params: idParam('ownerId'),
  body: newPetInput,
  example: { name: 'Biscuit', species: 'dog', breed: 'Beagle', birthDate: '2021-04-09' },
  replies: { 201: petView },
  creates: {
    type: 'pet',
    again: async ({ context, caller, id }) =>
      createdReply(await getPet(context, { tenantId: caller.tenantId, petId: id })),
  },
  handle: async ({ context, caller, params, body }) =>
    createdReply(await createPet(context, { tenantId: caller.tenantId, ...params, pet: body })),
});

const getPetEndpoint = endpoint({
  name: 'get-pet',
  method: 'GET',
  route: 'pets/{petId}',
  role: 'staff',
  summary: 'A pet.',
  params: idParam('petId'),
  replies: { 200: petView },
  handle: async ({ context, caller, params }) => {
    const pet = await getPet(context, { tenantId: caller.tenantId, ...params });
    return reply(200, pet, { revision: pet.revision });
  },
});

const updatePetEndpoint = endpoint({
  name: 'update-pet',
  method: 'PATCH',
  route: 'pets/{petId}',
  role: 'staff',
  summary: 'Edits a pet: an absent field stays as it is, null empties it.',
  params: idParam('petId'),
  body: petChangesInput,
  example: { breed: 'Harrier', status: 'active' },
  replies: { 200: petView },
  handle: async ({ context, caller, params, body, expected }) => {
    const { tenantId } = caller;
    const pet = await updatePet(context, { tenantId, ...params, changes: body, expected });
    return reply(200, pet, { revision: pet.revision });
  },
});

/** Endpoints on pets. */
export const petEndpoints = [
  listPetsEndpoint,
  listPetsOfOwnerEndpoint,
  createPetEndpoint,
  getPetEndpoint,
  updatePetEndpoint,
];
