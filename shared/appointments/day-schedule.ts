import { petType, type Owner, type Pet } from '../customers/model.ts';
import { currentOwners } from '../customers/merge-follow.ts';
import { addMs } from '../kernel/instant.ts';
import { addDays, type LocalDate } from '../kernel/local-date.ts';
import { startOfDay } from '../kernel/time-zone.ts';
import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { queryAll } from '../platform/store/query-all.ts';
import { staffType, type Staff } from '../staff/model.ts';
import { overlap, workingTime, type Stretch } from '../staff/working-time.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { zoneOn } from '../tenants/zone-periods.ts';
import { appointmentType, type Appointment } from './model.ts';
import { LONGEST_VISIT_MINUTES } from './visit-lines.ts';

/** A visit on a day's page, with whom it is for. */
export interface ScheduledVisit {
  readonly visit: Appointment;
  readonly owner: Pick<Owner, 'id' | 'firstName' | 'lastName'> | undefined;
  readonly pets: readonly Pick<Pet, 'id' | 'name' | 'species'>[];
}

/** One staff member's day. */
export interface StaffSchedule {
  readonly staff: Pick<Staff, 'id' | 'name' | 'color' | 'status'>;
  /** When they work, cut to the day. */
  readonly work: readonly Stretch[];
  /** By start; cancelled ones included. */
  readonly visits: readonly ScheduledVisit[];
}

/** One local day of a business. */
export interface DaySchedule {
  readonly date: LocalDate;
  readonly timeZone: string;
  readonly staff: readonly StaffSchedule[];
}

/**
 * One local day by staff member: shifts, and every visit that takes time of the day, one that
 * began the day before included. Inactive staff are shown while they have visits. Six store calls,
 * and one more per thousand staff members or visits.
 */
export async function daySchedule(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly date: LocalDate;
    readonly staffId?: string | undefined;
  },
): Promise<DaySchedule> {
  const { tenantId, date, staffId } = input;
  const tenant = await loadTenant(context, tenantId);
  const day = dayOf(tenant, date);
  const from = addMs(day.from, -LONGEST_VISIT_MINUTES * 60_000);
  const visits = await queryAll(context.records, appointmentType, liveOf(tenantId), {
    where: {
      ...(staffId !== undefined && { staffId }),
      startsAt: { from, before: day.until },
    },
    orderBy: { field: 'startsAt' },
  });
  const today = visits.filter((it) => overlap({ from: it.startsAt, until: it.endsAt }, day));
  const everybody = await queryAll(context.records, staffType, liveOf(tenantId), {
    orderBy: { field: 'nameKey' },
  });
  const names = await namesOf(context, tenantId, today);
  const staff = everybody
    .filter(({ id }) => staffId === undefined || id === staffId)
    .map((member): StaffSchedule => {
      const own = today.filter((it) => it.staffId === member.id);
      return {
        staff: member,
        work: workOn(member, tenant, date, day),
        visits: own.map((visit) => names(visit)),
      };
    })
    .filter((it) => it.staff.status === 'active' || it.visits.length > 0);
  return { date, timeZone: zoneOn(tenant, date), staff };
}

/** A local day as a stretch of time. */
function dayOf(tenant: Tenant, date: LocalDate): Stretch {
  const next = addDays(date, 1);
  return {
    from: startOfDay(date, zoneOn(tenant, date)),
    until: startOfDay(next, zoneOn(tenant, next)),
  };
}

function workOn(staff: Staff, tenant: Tenant, date: LocalDate, day: Stretch): Stretch[] {
  return workingTime(staff, tenant, { first: date, last: date }).map(({ from, until }) => ({
    from,
    until: until < day.until ? until : day.until,
  }));
}

async function namesOf(
  { records }: Context,
  tenantId: string,
  visits: readonly Appointment[],
): Promise<(visit: Appointment) => ScheduledVisit> {
  const ownerIds = [...new Set(visits.map(({ ownerId }) => ownerId))];
  const petIds = [...new Set(visits.flatMap((it) => it.petIds))];
  const owners =
    ownerIds.length === 0
      ? new Map<string, Stored<Owner>>()
      : await currentOwners(records, tenantId, ownerIds);
  const found = petIds.length === 0 ? [] : await records.getMany(petType, liveOf(tenantId), petIds);
  const pets = new Map(found.map(({ value }) => [value.id, value]));
  return (visit) => ({
    visit,
    owner: owners.get(visit.ownerId)?.value,
    pets: visit.petIds.flatMap((id) => pets.get(id) ?? []),
  });
}
