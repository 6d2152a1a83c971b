import { z } from 'zod';
import { MERGE_STATUSES, type OwnerMerge } from '../../shared/customers/merge-model.ts';
import { mergeOwners, OWNER_MERGE } from '../../shared/customers/merge-owners.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam } from './list-page.ts';

const mergeView = z
  .object({
    id: z.string(),
    /** Who went; the id leads to the survivor from now on. */
    from: z.string(),
    /** Who stays. */
    into: z.string(),
    status: z.enum(MERGE_STATUSES),
    /** Names the job that moves the documents, `/jobs/{job}`. */
    job: z.string(),
    /** The survivor's revision. */
    revision: z.number(),
    createdAt: z.string(),
    finishedAt: z.string().optional(),
  })
  .meta({ id: 'OwnerMerge' });

function viewOf({ fromId, intoId, after, ...merge }: OwnerMerge): z.input<typeof mergeView> {
  const job = `${OWNER_MERGE}:${fromId}`;
  return { ...merge, from: fromId, into: intoId, job, revision: after.revision };
}

const mergeOwnerEndpoint = endpoint({
  name: 'merge-owner',
  method: 'POST',
  route: 'owners/{ownerId}/merge',
  role: 'manager',
  summary:
    'Merges the owner `from` into this one, for good: pets, records, texts and numbers follow, and a refusal of texts by either stays. `If-Match` speaks of this owner, `fromRevision` of the other.',
  params: idParam('ownerId'),
  ifMatch: true,
  body: z.strictObject({
    from: z.string().min(1).max(200),
    fromRevision: z.int().min(1).optional(),
  }),
  example: { from: 'own_23456789abcdefghijkm' },
  replies: { 202: mergeView },
  handle: async ({ context, caller, params, body, expected }) => {
    const merge = await mergeOwners(context, {
      tenantId: caller.tenantId,
      intoId: params.ownerId,
      fromId: body.from,
      expectedInto: expected,
      expectedFrom: body.fromRevision === undefined ? undefined : [body.fromRevision],
    });
    return reply(202, viewOf(merge));
  },
});

/** Endpoints on merging owners. */
export const ownerMergeEndpoints = [mergeOwnerEndpoint];
