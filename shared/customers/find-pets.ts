import { notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { byNameAndStatus, getOwner } from './find-owners.ts';
import { ownerIdsOf } from './merge-follow.ts';
import { petType, type Pet } from './model.ts';

/** A pet by id; throws not-found (404), also for another tenant's. */
export async function getPet(
  context: Context,
  input: { readonly tenantId: string; readonly petId: string },
): Promise<Pet> {
  const stored = await context.records.get(petType, liveOf(input.tenantId), input.petId);
  if (stored === undefined) throw notFound('pet', input.petId);
  return stored.value;
}

/** Pets of an owner, in no particular order; throws not-found (404) when there is no such owner. */
export async function listPetsOfOwner(
  context: Context,
  input: PageRequest & { readonly tenantId: string; readonly ownerId: string },
): Promise<ListPage<Pet>> {
  const owner = await getOwner(context, input);
  const page = await context.records.query(petType, liveOf(input.tenantId), {
    where: { ownerId: { in: ownerIdsOf(owner) } },
    limit: input.limit,
    ...(input.cursor !== undefined && { cursor: input.cursor }),
  });
  return listPage(page);
}

/** Pets by name; `name` finds those whose name starts with it, whatever its case and accents. */
export async function listPets(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly name?: string | undefined;
    readonly status?: Pet['status'] | undefined;
  },
): Promise<ListPage<Pet>> {
  const page = await context.records.query(petType, liveOf(input.tenantId), {
    where: byNameAndStatus(input),
    orderBy: { field: 'nameKey' },
    limit: input.limit,
    ...(input.cursor !== undefined && { cursor: input.cursor }),
  });
  return listPage(page);
}
