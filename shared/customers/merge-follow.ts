import { notFound, ProblemError } from '../kernel/problem.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { parsed, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { mergedOwnerType } from './merge-model.ts';
import { ownerType, type Owner } from './model.ts';

/**
 * The owners that ids stand for today, by the id asked: a merged owner's id leads to the survivor,
 * over as many merges as there were. Ids of nobody are left out. One read for all, and one more
 * per merge in a row. It ends: an owner is only ever merged into one who was not merged yet.
 */
export async function currentOwners(
  records: Records,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, Stored<Owner>>> {
  const current = new Map<string, Stored<Owner>>();
  let open = new Map(ids.map((id) => [id, id]));
  while (open.size > 0) {
    const wanted = [...new Set(open.values())];
    const found = await records.store.getMany(liveOf(tenantId), wanted);
    const byId = new Map(found.map((stored) => [stored.value.id, stored]));
    const merged = new Map<string, string>();
    for (const [asked, id] of open) {
      const stored = byId.get(id);
      if (stored?.value['type'] === ownerType.type) current.set(asked, parsed(ownerType, stored));
      if (stored?.value['type'] === mergedOwnerType.type) {
        merged.set(asked, parsed(mergedOwnerType, stored).value.mergedInto);
      }
    }
    open = merged;
  }
  return current;
}

/** The owner that an id stands for today, see {@link currentOwners}; undefined: nobody. */
export async function currentOwner(
  records: Records,
  tenantId: string,
  id: string,
): Promise<Stored<Owner> | undefined> {
  return (await currentOwners(records, tenantId, [id])).get(id);
}

/**
 * Every owner id that documents of this owner may carry: their own, and while a merge is being
 * carried out the merged owner's too. Whoever reads by owner reads by these, so that nothing is
 * seen half moved.
 */
export function ownerIdsOf({ id, absorbing = [] }: Pick<Owner, 'id' | 'absorbing'>): string[] {
  return [id, ...absorbing];
}

/** The refusal to change an owner who does not exist (404) or was merged (409, names the survivor). */
export async function noSuchOwner(
  records: Records,
  tenantId: string,
  id: string,
): Promise<ProblemError> {
  const survivor = await currentOwner(records, tenantId, id);
  if (survivor === undefined) return notFound('owner', id);
  return new ProblemError({
    kind: 'owner-merged',
    status: 409,
    detail: 'This owner was merged into another one: change that one.',
    field: 'owner',
    value: id,
    allowed: survivor.value.id,
  });
}
