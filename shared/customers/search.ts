import type { Context } from '../platform/context.ts';
import type { DocumentType } from '../platform/store/document-type.ts';
import type { Records } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { currentOwners } from './merge-follow.ts';
import { ownerType, petType, phoneType, type Owner, type Pet } from './model.ts';
import { readSearch, type SearchPrefixes } from './search-query.ts';

/** What a search found: owners, and pets with their owners. */
export interface SearchResult {
  readonly owners: readonly Owner[];
  readonly pets: readonly { readonly pet: Pet; readonly owner: Owner | undefined }[];
  /** Whether there may be more than the limit let through. */
  readonly more: boolean;
}

/**
 * Owners by the beginning of last name, first name, both in either order, or e-mail address, or by
 * the beginning or end of a number; pets by the beginning of their name. At most `limit` of each,
 * whatever found them. Each way of searching reads the first entries of one index: the cost is that
 * of the page, however many customers there are. A word within a name is not found.
 */
export async function searchCustomers(
  context: Context,
  input: { readonly tenantId: string; readonly text: string; readonly limit: number },
): Promise<SearchResult> {
  const { records } = context;
  const { tenantId, text, limit } = input;
  const tenant = await loadTenant(context, tenantId);
  const look: Look = { records, tenantId, limit };
  const meant = readSearch(text, tenant.country);
  const [byField, byPhone, pets] = await Promise.all([
    ownersByField(look, meant),
    ownersByPhone(look, meant),
    startingWith(look, petType, 'nameKey', meant.name),
  ]);
  const owners = [...new Map([...byField, ...byPhone].map((it) => [it.id, it])).values()];
  const shown = pets.slice(0, limit);
  const ofPets = await currentOwners(records, tenantId, [
    ...new Set(shown.map((it) => it.ownerId)),
  ]);
  return {
    owners: owners.slice(0, limit),
    pets: shown.map((pet) => ({ pet, owner: ofPets.get(pet.ownerId)?.value })),
    more: owners.length > limit || pets.length > limit,
  };
}

interface Look {
  readonly records: Records;
  readonly tenantId: string;
  readonly limit: number;
}

async function ownersByField(look: Look, { name, email }: SearchPrefixes): Promise<Owner[]> {
  const found = await Promise.all([
    startingWith(look, ownerType, 'nameKey', name),
    startingWith(look, ownerType, 'givenKey', name),
    startingWith(look, ownerType, 'emailKey', email),
  ]);
  return found.flat();
}

async function ownersByPhone(look: Look, { number, ending }: SearchPrefixes): Promise<Owner[]> {
  const found = await Promise.all([
    startingWith(look, phoneType, 'number', number),
    startingWith(look, phoneType, 'numberBackwards', ending),
  ]);
  const ids = [...new Set(found.flat().flatMap((phone) => phone.ownerIds))];
  const owners = await currentOwners(look.records, look.tenantId, ids.slice(0, look.limit + 1));
  return [...owners.values()].map(({ value }) => value);
}

/** One more than the limit, so that it is seen whether there are more. */
async function startingWith<T>(
  { records, tenantId, limit }: Look,
  type: DocumentType<T>,
  field: string,
  prefix: string | undefined,
): Promise<T[]> {
  if (prefix === undefined) return [];
  const page = await records.query(type, liveOf(tenantId), {
    where: { [field]: { prefix } },
    orderBy: { field },
    limit: limit + 1,
  });
  return page.items.map(({ value }) => value);
}
