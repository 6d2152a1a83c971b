import { z } from 'zod';
import { PET_STATUSES, SPECIES, type Owner } from '../../shared/customers/model.ts';
import { searchCustomers, type SearchResult } from '../../shared/customers/search.ts';
import { endpoint, reply } from './endpoint.ts';
import { wholeNumber } from './list-page.ts';

const MOST = 25;
const USUAL = 10;

const named = { id: z.string(), name: z.string() };

const ownerFound = z
  .object({ type: z.literal('owner'), ...named, status: z.enum(['active', 'inactive']) })
  .meta({ id: 'OwnerFound' });

const petFound = z
  .object({
    type: z.literal('pet'),
    ...named,
    species: z.enum(SPECIES),
    status: z.enum(PET_STATUSES),
    owner: z.object(named).optional(),
  })
  .meta({ id: 'PetFound' });

const found = z.object({
  items: z.array(z.discriminatedUnion('type', [ownerFound, petFound])),
  /** There is more than the limit let through: ask for something longer. */
  more: z.boolean(),
});

const text = z.string().trim().min(1).max(100);

function nameOf({ firstName, lastName }: Owner): string {
  return `${firstName} ${lastName}`.trim();
}

function viewOf({ owners, pets, more }: SearchResult): z.input<typeof found> {
  return {
    items: [
      ...owners.map((it) => ({ ...it, name: nameOf(it) })),
      ...pets.map(({ pet, owner }) => ({
        ...pet,
        owner: owner && { id: owner.id, name: nameOf(owner) },
      })),
    ],
    more,
  };
}

const searchEndpoint = endpoint({
  name: 'search-customers',
  method: 'GET',
  route: 'search',
  role: 'staff',
  summary:
    'Owners by name, e-mail address or number, and pets by name, by how they begin; a number by its last digits too. At most `limit` of each.',
  query: z.strictObject({ q: text, limit: wholeNumber(1, MOST).default(USUAL) }),
  replies: { 200: found },
  handle: async ({ context, caller: { tenantId }, query: { q, limit } }) =>
    reply(200, viewOf(await searchCustomers(context, { tenantId, text: q, limit }))),
});

const searchQuietlyEndpoint = endpoint({
  name: 'search-customers-quietly',
  method: 'POST',
  route: 'search',
  role: 'staff',
  summary: 'The same search, with what is looked for in the body, where no log keeps it.',
  body: z.strictObject({ q: text, limit: z.int().min(1).max(MOST).default(USUAL) }),
  example: { q: '(415) 555-0123' },
  replies: { 200: found },
  handle: async ({ context, caller: { tenantId }, body: { q, limit } }) =>
    reply(200, viewOf(await searchCustomers(context, { tenantId, text: q, limit }))),
});

/** Endpoints that find customers. */
export const searchEndpoints = [searchEndpoint, searchQuietlyEndpoint];
