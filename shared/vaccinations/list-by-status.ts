import type { ListPage, PageRequest } from '../kernel/list-page.ts';
import { petType } from '../customers/model.ts';
import { addDays, type LocalDate } from '../kernel/local-date.ts';
import { localDateAt } from '../kernel/time-zone.ts';
import type { Context } from '../platform/context.ts';
import type { Query, Stored } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { vaccinationType, type Vaccination } from './model.ts';
import { withOwners, type BareStanding, type Standing } from './standing.ts';
import { EXPIRING_WITHIN_DAYS } from './status.ts';

/** How many store pages one request reads when documents on them do not belong on the list. */
const MAX_READS = 5;

interface ReadPage {
  readonly bare: readonly BareStanding[];
  readonly next?: string;
}

/**
 * Active pets by where they stand with a vaccine.
 *
 * expiring: at most `within` (30) days of cover left, today included; soonest first.
 * expired: the day after and later, most recent first; with `within` only the last so many days.
 * valid: more than `within` (30) days left. missing: a vaccine required for the species of which
 * there is no record at all, by the pet's name. Superseded records never appear.
 *
 * Since records that do not belong are passed over, a page may hold fewer items than asked,
 * even none, while `next` says that there is more. Missing vaccines of one pet stay together
 * on a page, which may make it longer when `limit` is below their number.
 */
export async function listByStatus(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly status: Standing['status'];
    readonly within?: number | undefined;
  },
): Promise<ListPage<Standing>> {
  const { records } = context;
  const tenant = await loadTenant(context, input.tenantId);
  const today = localDateAt(context.clock.now(), tenant.timeZone);
  let cursor = input.cursor;
  for (let read = 1; ; read++) {
    const page = await readPage(records, tenant, input, today, cursor);
    cursor = page.next;
    const done = page.bare.length > 0 || cursor === undefined || read === MAX_READS;
    if (!done) continue;
    const items = await withOwners(records, input.tenantId, today, page.bare);
    return cursor === undefined ? { items } : { items, next: cursor };
  }
}

async function readPage(
  records: Records,
  tenant: Tenant,
  input: {
    readonly status: Standing['status'];
    readonly within?: number | undefined;
    readonly limit: number;
  },
  today: LocalDate,
  cursor: string | undefined,
): Promise<ReadPage> {
  const from = { limit: input.limit, ...(cursor !== undefined && { cursor }) };
  if (input.status === 'missing') return readMissing(records, tenant, from);
  const page = await records.query(vaccinationType, liveOf(tenant.tenantId), {
    ...expiryRange(input.status, input.within, today),
    ...from,
  });
  const bare = await activeOnly(records, tenant.tenantId, input.status, page.items);
  return page.next === undefined ? { bare } : { bare, next: page.next };
}

function expiryRange(
  status: Exclude<Standing['status'], 'missing'>,
  within: number | undefined,
  today: LocalDate,
): Pick<Query, 'where' | 'orderBy'> {
  const horizon = addDays(today, within ?? EXPIRING_WITHIN_DAYS);
  switch (status) {
    case 'expiring':
      return { where: { expiryDate: { from: today, to: horizon } }, orderBy: soonestFirst };
    case 'valid':
      return { where: { expiryDate: { after: horizon } }, orderBy: soonestFirst };
    case 'expired': {
      const since = within === undefined ? {} : { from: addDays(today, -within) };
      return {
        where: { expiryDate: { ...since, before: today } },
        orderBy: { field: 'expiryDate', direction: 'desc' },
      };
    }
  }
}

const soonestFirst = { field: 'expiryDate' } as const;

async function activeOnly(
  records: Records,
  tenantId: string,
  status: Standing['status'],
  vaccinations: readonly Stored<Vaccination>[],
): Promise<BareStanding[]> {
  const inForce = vaccinations.map((it) => it.value).filter((it) => it.supersededBy === undefined);
  if (inForce.length === 0) return [];
  const petIds = [...new Set(inForce.map((it) => it.petId))];
  const found = await records.getMany(petType, liveOf(tenantId), petIds);
  const pets = new Map(found.map(({ value }) => [value.id, value]));
  return inForce.flatMap((record) => {
    const pet = pets.get(record.petId);
    return pet?.status === 'active' ? [{ status, pet, vaccine: record.vaccine, record }] : [];
  });
}

async function readMissing(
  records: Records,
  tenant: Tenant,
  from: { readonly limit: number; readonly cursor?: string },
): Promise<ReadPage> {
  const required = Map.groupBy(tenant.vaccination.required, (it) => it.species);
  const mostPerPet = Math.max(1, ...[...required.values()].map((it) => it.length));
  const page = await records.query(petType, liveOf(tenant.tenantId), {
    where: { status: 'active' },
    orderBy: { field: 'nameKey' },
    ...from,
    limit: Math.max(1, Math.floor(from.limit / mostPerPet)),
  });
  const bare = page.items.flatMap(({ value: pet }) =>
    (required.get(pet.species) ?? [])
      .filter(({ vaccine }) => !Object.hasOwn(pet.current, vaccine))
      .map(({ vaccine }): BareStanding => ({ status: 'missing', pet, vaccine })),
  );
  return page.next === undefined ? { bare } : { bare, next: page.next };
}
