import { z } from 'zod';
import { dismissDuplicate } from '../../shared/customers/dismiss-duplicate.ts';
import { DUPLICATE_REASONS, LIKELIHOODS } from '../../shared/customers/duplicate-rules.ts';
import { listDuplicates, type DuplicatePair } from '../../shared/customers/find-duplicates.ts';
import { endpoint, reply } from './endpoint.ts';
import { pageOf, pageQuery } from './list-page.ts';

const ownerId = z.string().min(1).max(200);

const pairView = z
  .object({
    /** As `merge` takes them: `POST /owners/{id}/merge` of one with the other as `from`. */
    owners: z.array(
      z.object({
        id: z.string(),
        firstName: z.string(),
        lastName: z.string(),
        email: z.string().optional(),
        phone: z.string().optional(),
        revision: z.number(),
      }),
    ),
    likelihood: z.enum(LIKELIHOODS),
    reasons: z.array(z.enum(DUPLICATE_REASONS)),
  })
  .meta({ id: 'OwnerDuplicate' });

function viewOf({ owners, reasons, likelihood }: DuplicatePair): z.input<typeof pairView> {
  return { owners: [...owners], reasons: [...reasons], likelihood };
}

const listDuplicatesEndpoint = endpoint({
  name: 'list-owner-duplicates',
  method: 'GET',
  route: 'owner-duplicates',
  role: 'staff',
  summary:
    'Pairs of owners who may be one person, with reasons. `limit` is how many owners are looked at: a page may hold none while there is a `next`.',
  query: z.strictObject(pageQuery),
  replies: { 200: pageOf(pairView) },
  handle: async ({ context, caller: { tenantId }, query }) => {
    const page = await listDuplicates(context, { tenantId, ...query });
    return reply(200, { ...page, items: page.items.map(viewOf) });
  },
});

const dismissDuplicateEndpoint = endpoint({
  name: 'dismiss-owner-duplicate',
  method: 'PUT',
  route: 'owner-duplicates/dismissal',
  role: 'staff',
  ifMatch: false,
  summary: 'Notes that two owners are two people, so that the pair is not suggested again.',
  body: z.strictObject({ owners: z.tuple([ownerId, ownerId]) }),
  example: { owners: ['own_23456789abcdefghijkm', 'own_3456789abcdefghijkmn'] },
  replies: { 200: z.object({ id: z.string(), ownerIds: z.array(z.string()) }) },
  failures: [404],
  handle: async ({ context, caller: { tenantId }, body }) =>
    reply(200, await dismissDuplicate(context, { tenantId, ownerIds: body.owners })),
});

/** Endpoints on owners who may be one person. */
export const ownerDuplicateEndpoints = [listDuplicatesEndpoint, dismissDuplicateEndpoint];
