import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import type { Filter } from '../platform/store/document-store.ts';
import { liveOf } from '../tenants/model.ts';
import { currentOwner } from './merge-follow.ts';
import { ownerType, type Owner } from './model.ts';
import { nameKey } from './name-key.ts';

/**
 * An owner by id; throws not-found (404), also for another tenant's. The id of one who was merged
 * gives the survivor, whose own id tells that.
 */
export async function getOwner(
  context: Context,
  input: { readonly tenantId: string; readonly ownerId: string },
): Promise<Owner> {
  const stored = await currentOwner(context.records, input.tenantId, input.ownerId);
  if (stored === undefined) throw notFound('owner', input.ownerId);
  return stored.value;
}

/**
 * Owners by name (last name first). `name` finds those whose name key starts with it,
 * whatever its case, accents and punctuation.
 */
export async function listOwners(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly name?: string | undefined;
    readonly status?: Owner['status'] | undefined;
  },
): Promise<ListPage<Owner>> {
  const page = await context.records.query(ownerType, liveOf(input.tenantId), {
    where: byNameAndStatus(input),
    orderBy: { field: 'nameKey' },
    limit: input.limit,
    ...(input.cursor !== undefined && { cursor: input.cursor }),
  });
  return listPage(page);
}

/** Conditions on the name's prefix and on the status, those that are given. */
export function byNameAndStatus(input: {
  readonly name?: string | undefined;
  readonly status?: string | undefined;
}): NonNullable<Filter['where']> {
  const prefix = input.name === undefined ? '' : nameKey(input.name);
  return {
    ...(prefix !== '' && { nameKey: { prefix } }),
    ...(input.status !== undefined && { status: input.status }),
  };
}
