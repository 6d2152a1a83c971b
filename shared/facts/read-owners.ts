import { appointmentType, isOpen, type Appointment } from '../appointments/model.ts';
import { ownerIdsOf } from '../customers/merge-follow.ts';
import { petType, phoneId, phoneType, type Owner, type Pet } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import { emailAddressId, emailAddressType } from '../messaging/email/model.ts';
import { queryAll } from '../platform/store/query-all.ts';
import type { Records } from '../platform/store/records.ts';
import type { DocumentType } from '../platform/store/document-type.ts';
import { liveOf } from '../tenants/model.ts';
import type { OwnerRead } from './owner-facts.ts';

/** What is kept of an owner in documents of its own, and read only when somebody asks for it. */
export type OwnerPart = 'phone' | 'address' | 'pets' | 'nextVisit';

const EVERY_PART: ReadonlySet<OwnerPart> = new Set(['phone', 'address', 'pets', 'nextVisit']);

/**
 * Reads what is known of these owners, in their order: a store call for each part that is wanted and
 * that they can have, for up to some hundred of them (more only when they have over 1,000 pets or visits
 * to come). A part that is not wanted looks as if they had none. No snapshot: what changes meanwhile may
 * be seen in part.
 */
export async function readOwners(
  records: Records,
  tenantId: string,
  owners: readonly Owner[],
  now: Instant,
  parts = EVERY_PART,
): Promise<OwnerRead[]> {
  if (owners.length === 0) return [];
  const ownerIds = owners.flatMap(ownerIdsOf);
  const numbers = owners.flatMap(({ phone }) => (phone === undefined ? [] : [phone]));
  const emails = owners.flatMap(({ email }) => (email === undefined ? [] : [email]));
  const wanted = async <T>(part: OwnerPart, read: () => Promise<readonly T[]>) =>
    parts.has(part) ? read() : [];
  const [phones, addresses, pets, visits] = await Promise.all([
    wanted('phone', async () => many(records, tenantId, phoneType, numbers.map(phoneId))),
    wanted('address', async () =>
      many(records, tenantId, emailAddressType, emails.map(emailAddressId)),
    ),
    wanted('pets', async () =>
      queryAll(records, petType, liveOf(tenantId), { where: { ownerId: { in: ownerIds } } }),
    ),
    wanted('nextVisit', async () =>
      queryAll(records, appointmentType, liveOf(tenantId), {
        where: { ownerId: { in: ownerIds }, startsAt: { from: now } },
        orderBy: { field: 'startsAt' },
      }),
    ),
  ]);
  const phoneOf = new Map(phones.map((it) => [it.number, it]));
  const addressOf = new Map(addresses.map((it) => [it.id, it]));
  const petsOf = Map.groupBy(pets, ({ ownerId }) => ownerId);
  const nextOf = nextVisits(visits);
  return owners.map((owner) => ({
    owner,
    phone: owner.phone === undefined ? undefined : phoneOf.get(owner.phone),
    address: owner.email === undefined ? undefined : addressOf.get(emailAddressId(owner.email)),
    pets: ownerIdsOf(owner)
      .flatMap((id): readonly Pet[] => petsOf.get(id) ?? [])
      .sort(byAge),
    nextVisit: ownerIdsOf(owner)
      .flatMap((id) => nextOf.get(id) ?? [])
      .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))[0],
  }));
}

/** As they came to the business: texts name the pets in the order their owner told of them. */
function byAge(a: Pet, b: Pet): number {
  return a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? -1 : 1;
}

/** The earliest open visit of each owner; `visits` come in the order of their start. */
function nextVisits(visits: readonly Appointment[]): Map<string, Appointment> {
  const next = new Map<string, Appointment>();
  for (const visit of visits.filter(isOpen)) {
    if (!next.has(visit.ownerId)) next.set(visit.ownerId, visit);
  }
  return next;
}

/** The documents of these ids; asked for none, the store is left alone. */
async function many<T>(
  records: Records,
  tenantId: string,
  type: DocumentType<T>,
  ids: readonly string[],
): Promise<readonly T[]> {
  if (ids.length === 0) return [];
  const found = await records.getMany(type, liveOf(tenantId), [...new Set(ids)]);
  return found.map(({ value }) => value);
}
