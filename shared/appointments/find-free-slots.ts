import type { Instant } from '../kernel/instant.ts';
import { addDays, daysBetween, type LocalDate } from '../kernel/local-date.ts';
import { ProblemError, notFound } from '../kernel/problem.ts';
import { startOfDay } from '../kernel/time-zone.ts';
import type { Context } from '../platform/context.ts';
import { getService } from '../services/edit-services.ts';
import { staffDayType, staffType, type Staff } from '../staff/model.ts';
import { staffDayIds, staffDaysOf } from '../staff/staff-days.ts';
import { workingTime, type Stretch } from '../staff/working-time.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import { zoneOn } from '../tenants/zone-periods.ts';
import { latestStart } from './booking-horizon.ts';
import { freeSlots } from './free-slots.ts';
import { timesOf } from './visit-lines.ts';

/** Free times can be asked for so many days at once. */
const MOST_DAYS = 31;
/** More staff members than this are not looked at. */
const MOST_STAFF = 200;

/** A time at which a service can be booked with a staff member. */
export interface FreeSlot {
  readonly staffId: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/**
 * Free times of a service on the local days `from` to `to`, both inclusive, by start and then by
 * staff member: from now on and as far ahead as the business books. A hint, never a promise: the
 * booking decides. Four store calls, whatever is booked.
 */
export async function findFreeSlots(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly serviceId: string;
    readonly from: LocalDate;
    readonly to: LocalDate;
    readonly staffId?: string | undefined;
  },
): Promise<FreeSlot[]> {
  const { tenantId, from, to } = input;
  requireRange(from, to);
  const tenant = await loadTenant(context, tenantId);
  const service = await getService(context, input);
  if (service.status !== 'active') return [];
  const staff = await staffFor(context, input);
  const bookedBy = await bookedOf(context, tenantId, staff, { from, to });
  const { slotMinutes } = schedulingOf(tenant);
  const now = context.clock.now();
  const slots = staff.flatMap((member): FreeSlot[] => {
    const work = workingTime(member, tenant, { first: addDays(from, -1), last: addDays(to, 1) });
    const starts = freeSlots({
      work,
      booked: bookedBy(member.id),
      durationMinutes: service.durationMinutes,
      bufferMinutes: service.bufferMinutes,
      slotMinutes,
      notBefore: now,
      zone: zoneOn(tenant, from),
    });
    return starts.map((startsAt) => {
      const { endsAt } = timesOf(startsAt, service);
      return { staffId: member.id, startsAt, endsAt };
    });
  });
  const next = addDays(to, 1);
  const first = startOfDay(from, zoneOn(tenant, from));
  const end = startOfDay(next, zoneOn(tenant, next));
  const latest = latestStart(tenant, now);
  return slots
    .filter(({ startsAt }) => startsAt >= first && startsAt < end && startsAt <= latest)
    .sort((a, b) => compare(a.startsAt, b.startsAt) || compare(a.staffId, b.staffId));
}

/** Who is there for the service: the one asked for, or everybody who does it. */
async function staffFor(
  { records }: Context,
  input: {
    readonly tenantId: string;
    readonly serviceId: string;
    readonly staffId?: string | undefined;
  },
): Promise<Staff[]> {
  const { tenantId, serviceId, staffId } = input;
  const does = ({ status, serviceIds }: Staff): boolean =>
    status === 'active' && serviceIds.includes(serviceId);
  if (staffId === undefined) {
    const page = await records.query(staffType, liveOf(tenantId), {
      where: { status: 'active' },
      orderBy: { field: 'nameKey' },
      limit: MOST_STAFF,
    });
    return page.items.map(({ value }) => value).filter(does);
  }
  const stored = await records.get(staffType, liveOf(tenantId), staffId);
  if (stored === undefined) throw notFound('staff', staffId);
  return [stored.value].filter(does);
}

/** What is booked of each staff member's time from the day before `from` to the day after `to`. */
async function bookedOf(
  { records }: Context,
  tenantId: string,
  staff: readonly Staff[],
  { from, to }: { readonly from: LocalDate; readonly to: LocalDate },
): Promise<(staffId: string) => Stretch[]> {
  const first = addDays(from, -1);
  const dates = Array.from({ length: daysBetween(first, to) + 3 }, (_, n) => addDays(first, n));
  const ids = staff.flatMap(({ id }) => staffDayIds(id, dates));
  const found = ids.length === 0 ? [] : await records.getMany(staffDayType, liveOf(tenantId), ids);
  return (staffId) =>
    [...staffDaysOf(staffId, dates, found).values()].flatMap((day) => day?.value.booked ?? []);
}

function requireRange(from: LocalDate, to: LocalDate): void {
  const last = addDays(from, MOST_DAYS - 1);
  if (to >= from && to <= last) return;
  throw new ProblemError({
    kind: 'date-out-of-range',
    status: 422,
    detail: `Free times are given for 1 to ${String(MOST_DAYS)} days.`,
    field: 'to',
    value: to,
    allowed: `${from} to ${last}`,
  });
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
