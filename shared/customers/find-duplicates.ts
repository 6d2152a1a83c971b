import type { Context } from '../platform/context.ts';
import { MAX_PAGE_SIZE, type Stored } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { duplicateDismissalId, duplicateDismissalType } from './duplicate-model.ts';
import { judgeDuplicate, type DuplicateVerdict } from './duplicate-rules.ts';
import type { ListPage, PageRequest } from '../kernel/list-page.ts';
import { numbersOf } from './merge-fields.ts';
import { ownerIdsOf } from './merge-follow.ts';
import { ownerType, petType, phoneId, phoneType, type Owner } from './model.ts';

type Pair = readonly [Owner, Owner];

/** Two owners who may be one person. */
export interface DuplicatePair extends DuplicateVerdict {
  readonly owners: Pair;
}

interface Tenancy {
  readonly records: Records;
  readonly tenantId: string;
}

/**
 * Pairs of owners who may be one person, along the owners by name. Nothing is computed beforehand:
 * a page looks at `limit` owners and asks the indexes for who has the same name, address or number,
 * so that its cost is that of those owners, whatever the size of the business. It may hold no pair
 * while there is a `next`, and more pairs than `limit` where many have the same name. Each pair is
 * listed once, and not at all after it was dismissed.
 */
export async function listDuplicates(
  context: Context,
  input: PageRequest & { readonly tenantId: string },
): Promise<ListPage<DuplicatePair>> {
  const { records } = context;
  const { tenantId, limit, cursor } = input;
  const page = await records.query(ownerType, liveOf(tenantId), {
    orderBy: { field: 'nameKey' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  const tenancy = { records, tenantId };
  const looked = page.items.map(({ value }) => value);
  const met = pairsOf(looked, await readOthers(tenancy, looked));
  const items = await withoutDismissed(tenancy, await judged(tenancy, met));
  return page.next === undefined ? { items } : { items, next: page.next };
}

/** Everybody who has a name, an address or a number of one of the owners. */
async function readOthers(
  { records, tenantId }: Tenancy,
  owners: readonly Owner[],
): Promise<Map<string, Owner>> {
  const partition = liveOf(tenantId);
  const having = async (
    field: 'nameKey' | 'emailKey',
    values: readonly string[],
  ): Promise<readonly Stored<Owner>[]> => {
    if (values.length === 0) return [];
    const where = { [field]: { in: [...new Set(values)] } };
    const page = await records.query(ownerType, partition, { where, limit: MAX_PAGE_SIZE });
    return page.items;
  };
  const names = owners.map((it) => it.nameKey);
  const emails = owners.flatMap(({ emailKey }) => emailKey ?? []);
  const phoneIds = new Set(owners.flatMap(numbersOf).map(phoneId));
  const phones = await records.getMany(phoneType, partition, [...phoneIds]);
  const shared = phones.flatMap(({ value }) => (value.ownerIds.length > 1 ? value.ownerIds : []));
  const found = await Promise.all([
    having('nameKey', names),
    having('emailKey', emails),
    records.getMany(ownerType, partition, [...new Set(shared)]),
  ]);
  return new Map(found.flat().map(({ value }) => [value.id, value]));
}

function pairsOf(looked: readonly Owner[], others: ReadonlyMap<string, Owner>): Pair[] {
  const byTrait = new Map<string, Owner[]>();
  for (const other of others.values()) {
    for (const trait of traitsOf(other)) {
      const alike = byTrait.get(trait) ?? [];
      alike.push(other);
      byTrait.set(trait, alike);
    }
  }
  const pairs = new Map<string, Pair>();
  for (const owner of looked) {
    for (const other of traitsOf(owner).flatMap((trait) => byTrait.get(trait) ?? [])) {
      // The other one's page has the pair otherwise.
      if (comesBefore(owner, other)) pairs.set(`${owner.id} ${other.id}`, [owner, other]);
    }
  }
  return [...pairs.values()];
}

function traitsOf(owner: Owner): string[] {
  const { nameKey, emailKey } = owner;
  const traits = [`name ${nameKey}`, ...numbersOf(owner).map((number) => `phone ${number}`)];
  return emailKey === undefined ? traits : [...traits, `email ${emailKey}`];
}

function comesBefore(a: Owner, b: Owner): boolean {
  return a.nameKey === b.nameKey ? a.id < b.id : a.nameKey < b.nameKey;
}

async function judged(tenancy: Tenancy, pairs: readonly Pair[]): Promise<DuplicatePair[]> {
  const petNames = await readPetNames(tenancy, pairs);
  const withPets = (owner: Owner) => ({ owner, petNames: petNames.get(owner.id) ?? new Set('') });
  return pairs.flatMap((owners) => {
    const verdict = judgeDuplicate(withPets(owners[0]), withPets(owners[1]));
    return verdict === undefined ? [] : [{ owners, ...verdict }];
  });
}

/** Pets matter to namesakes alone. */
async function readPetNames(
  { records, tenantId }: Tenancy,
  pairs: readonly Pair[],
): Promise<Map<string, Set<string>>> {
  const namesakes = pairs.filter(([a, b]) => a.nameKey === b.nameKey).flat();
  const ids = [...new Set(namesakes.flatMap(ownerIdsOf))];
  const names = new Map<string, Set<string>>();
  if (ids.length === 0) return names;
  const page = await records.query(petType, liveOf(tenantId), {
    where: { ownerId: { in: ids } },
    limit: MAX_PAGE_SIZE,
  });
  for (const { value } of page.items) {
    names.set(value.ownerId, (names.get(value.ownerId) ?? new Set()).add(value.nameKey));
  }
  return names;
}

async function withoutDismissed(
  { records, tenantId }: Tenancy,
  pairs: readonly DuplicatePair[],
): Promise<DuplicatePair[]> {
  const idOf = ({ owners: [a, b] }: DuplicatePair) => duplicateDismissalId(a.id, b.id);
  const ids = pairs.map(idOf);
  if (ids.length === 0) return [];
  const found = await records.getMany(duplicateDismissalType, liveOf(tenantId), ids);
  const dismissed = new Set(found.map(({ value }) => value.id));
  return pairs.filter((pair) => !dismissed.has(idOf(pair)));
}
