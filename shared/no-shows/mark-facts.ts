import { appointmentType, type Appointment } from '../appointments/model.ts';
import { currentOwner } from '../customers/merge-follow.ts';
import { ownerType, type Owner } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import { InvariantError } from '../kernel/result.ts';
import type { Context } from '../platform/context.ts';
import { MAX_PAGE_SIZE, type Stored } from '../platform/store/document-store.ts';
import { parsed } from '../platform/store/records.ts';
import { staffDayType } from '../staff/model.ts';
import { staffDayIds, staffDaysOf, utcDatesOf, type StaffDays } from '../staff/staff-days.ts';
import { liveOf, TENANT_DOCUMENT_ID, tenantType, type Tenant } from '../tenants/model.ts';
import { zoneAt } from '../tenants/zone-periods.ts';
import { seenDay, type SeenDay } from './brake.ts';

/** What a mark is decided from, and what it writes beside the visit. */
export interface MarkFacts {
  readonly tenant: Tenant;
  readonly visit: Stored<Appointment>;
  readonly owner: Stored<Owner>;
  /** The UTC dates of the staff member that the visit takes time of. */
  readonly days: StaffDays;
}

/**
 * Reads what a mark needs, in one call. The owner's ETag guards everything that is decided of them:
 * the score, the strikes, the balance; those of the staff member's days what is booked. The visit of a merged owner is marked for the survivor, at the
 * cost of another call.
 */
export async function readMarkFacts(
  { records }: Pick<Context, 'records'>,
  visit: Stored<Appointment>,
  now: Instant,
): Promise<MarkFacts> {
  const { tenantId, ownerId, staffId, startsAt, busyUntil } = visit.value;
  const dates = utcDatesOf({ from: startsAt, until: busyUntil });
  const dayIds = staffDayIds(staffId, dates);
  const ids = [TENANT_DOCUMENT_ID, ownerId, ...dayIds];
  const found = await records.store.getMany(liveOf(tenantId), ids);
  const of = (type: string) => found.find(({ value }) => value['type'] === type);
  const [tenant, own] = [of(tenantType.type), of(ownerType.type)];
  if (tenant === undefined) throw new InvariantError(`There is no tenant ${tenantId}.`);
  const owner =
    own === undefined ? await currentOwner(records, tenantId, ownerId) : parsed(ownerType, own);
  if (owner === undefined) throw new InvariantError(`The visit ${visit.value.id} has no owner.`);
  const { value } = parsed(tenantType, tenant);
  const stored = found.filter((it) => it.value['type'] === staffDayType.type);
  const days = staffDaysOf(
    staffId,
    dates,
    stored.map((it) => parsed(staffDayType, it)),
  );
  return { tenant: { ...value, timeZone: zoneAt(value, now) }, visit, owner, days };
}

/**
 * What was seen so far of the local day of a visit. One call: a business with more visits on one day
 * than a page holds is judged by those that begin first.
 */
export async function readDay(
  { records }: Pick<Context, 'records'>,
  { tenantId, localDate }: Pick<Appointment, 'tenantId' | 'localDate'>,
  now: Instant,
  graceMinutes: number,
): Promise<SeenDay> {
  const page = await records.query(appointmentType, liveOf(tenantId), {
    where: { localDate },
    orderBy: { field: 'startsAt' },
    limit: MAX_PAGE_SIZE,
  });
  return seenDay(
    page.items.map(({ value }) => value),
    now,
    graceMinutes,
  );
}
