import { currentOwner } from '../customers/merge-follow.ts';
import { ownerType, petType, type Owner, type Pet } from '../customers/model.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';
import type { DocumentType } from '../platform/store/document-type.ts';
import { parsed } from '../platform/store/records.ts';
import { serviceType, type Service } from '../services/model.ts';
import { staffDayType, staffType, type Staff } from '../staff/model.ts';
import { staffDayIds, staffDaysOf, type StaffDays } from '../staff/staff-days.ts';
import { liveOf, TENANT_DOCUMENT_ID, tenantType, type Tenant } from '../tenants/model.ts';
import { zoneAt } from '../tenants/zone-periods.ts';
import { unknownReference } from './booking-problems.ts';

/** Which documents a booking, a move or a step of a visit is decided from. */
export interface FactsAsked {
  readonly tenantId: string;
  readonly ownerId: string;
  readonly petIds?: readonly string[];
  readonly serviceIds?: readonly string[];
  /** Of several the first is the one to be booked. */
  readonly staffIds?: readonly string[];
  /** The UTC dates whose booked time is wanted, of each staff member. */
  readonly dates?: readonly LocalDate[];
}

/** What these documents say, each as read. */
export interface BookingFacts {
  /** With the zone of this instant. */
  readonly tenant: Tenant;
  /** The survivor, when the owner asked for was merged. */
  readonly owner: Stored<Owner>;
  readonly pets: ReadonlyMap<string, Stored<Pet>>;
  readonly services: ReadonlyMap<string, Service>;
  readonly staff: ReadonlyMap<string, Stored<Staff>>;
  /** By staff member. */
  readonly days: ReadonlyMap<string, StaffDays>;
}

/**
 * Reads all of it in one store call (one more per merge of the owner). Throws
 * `unknown-reference` (422) when the owner, a pet, a service or a staff member does not exist.
 */
export async function readFacts(context: Context, asked: FactsAsked): Promise<BookingFacts> {
  const { tenantId, ownerId, petIds = [], serviceIds = [], staffIds = [], dates = [] } = asked;
  const dayIds = staffIds.flatMap((staffId) => staffDayIds(staffId, dates));
  const ids = [TENANT_DOCUMENT_ID, ownerId, ...petIds, ...serviceIds, ...staffIds, ...dayIds];
  const found = await context.records.store.getMany(liveOf(tenantId), [...new Set(ids)]);
  const of = <T>(type: DocumentType<T>): Stored<T>[] =>
    found.filter(({ value }) => value['type'] === type.type).map((it) => parsed(type, it));
  const [tenant] = of(tenantType);
  if (tenant === undefined) throw unknownReference('tenant', 'tenant', tenantId);
  const owner =
    of(ownerType).find(({ value }) => value.id === ownerId) ??
    (await currentOwner(context.records, tenantId, ownerId));
  if (owner === undefined) throw unknownReference('owner', 'ownerId', ownerId);
  const pets = byId(of(petType));
  const services = byId(of(serviceType));
  const staff = byId(of(staffType));
  requireAll('pet', 'services', petIds, pets);
  requireAll('service', 'services', serviceIds, services);
  requireAll('staff member', 'staffId', staffIds, staff);
  const foundDays = of(staffDayType);
  return {
    tenant: { ...tenant.value, timeZone: zoneAt(tenant.value, context.clock.now()) },
    owner,
    pets,
    services: new Map([...services].map(([id, { value }]) => [id, value])),
    staff,
    days: new Map(staffIds.map((id) => [id, staffDaysOf(id, dates, foundDays)])),
  };
}

function byId<T extends { readonly id: string }>(
  found: readonly Stored<T>[],
): Map<string, Stored<T>> {
  return new Map(found.map((stored) => [stored.value.id, stored]));
}

function requireAll(
  what: string,
  field: string,
  ids: readonly string[],
  found: ReadonlyMap<string, unknown>,
): void {
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined) throw unknownReference(what, field, missing);
}
