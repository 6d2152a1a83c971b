import { ownerIdsOf } from '../customers/merge-follow.ts';
import type { Pet } from '../customers/model.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { addDays, type LocalDate } from '../kernel/local-date.ts';
import { localDateAt } from '../kernel/time-zone.ts';
import { InvariantError } from '../kernel/result.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import type { Staff } from '../staff/model.ts';
import { bookedWithin, claimWrites } from '../staff/staff-days.ts';
import { isWithin, workingTime } from '../staff/working-time.ts';
import type { Tenant } from '../tenants/model.ts';
import { dateAt, zoneAt } from '../tenants/zone-periods.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import type { BookingFacts } from './booking-facts.ts';
import type { LinesInput } from './booking-input.ts';
import {
  notActive,
  outsideShift,
  petOfAnother,
  serviceNotDone,
  slotTaken,
  vaccinesMissing,
  visitTooLong,
} from './booking-problems.ts';
import type { Appointment } from './model.ts';
import type { OverrideDesk } from './overrides.ts';
import { vaccineGaps } from './vaccine-gaps.ts';
import { LONGEST_VISIT_MINUTES, planVisit, timesOf } from './visit-lines.ts';

/** A visit to be put into somebody's day. */
export interface PlaceRequest {
  readonly facts: BookingFacts;
  readonly desk: OverrideDesk;
  readonly appointmentId: string;
  /** The visit as it is, when it is moved or changed. */
  readonly existing?: Appointment;
  readonly startsAt: Instant;
  readonly staffId: string;
  readonly lines: LinesInput;
  readonly now: Instant;
}

/** Where a visit stands in somebody's day. */
export interface Placed {
  readonly fields: Pick<
    Appointment,
    | 'staffId'
    | 'services'
    | 'petIds'
    | 'startsAt'
    | 'endsAt'
    | 'busyUntil'
    | 'localDate'
    | 'timeZone'
    | 'vaccineGaps'
  >;
  /** The staff member's days, and guards of what it was decided from. */
  readonly writes: readonly Write[];
}

/** The UTC dates that a visit can touch which begins at this instant. */
export function datesFrom(startsAt: Instant): LocalDate[] {
  const date = localDateAt(startsAt, 'UTC');
  return [date, addDays(date, 1)];
}

/**
 * Puts a visit into a staff member's day, or refuses: what is inactive or belongs to another owner
 * is refused in any case; time outside of shifts, time that is booked and, where the business
 * blocks them, missing vaccinations are refused unless they are set aside. The time taken is the
 * services and the clean-up after them; the clean-up may reach beyond the shift.
 */
export function placeVisit(request: PlaceRequest): Placed {
  const { facts, startsAt, staffId, lines, now, appointmentId } = request;
  const { tenant } = facts;
  const { tenantId } = tenant;
  const staff = facts.staff.get(staffId);
  const days = facts.days.get(staffId);
  if (staff === undefined || days === undefined) {
    throw new InvariantError(`The days of ${staffId} were not read.`);
  }
  requireBookable(request, staff.value);
  const plan = planVisit(lines, facts.services, request.existing?.services);
  const minutes = plan.durationMinutes + plan.bufferMinutes;
  if (minutes > LONGEST_VISIT_MINUTES) throw visitTooLong(minutes, LONGEST_VISIT_MINUTES);
  const times = timesOf(startsAt, plan);
  const take = { from: times.startsAt, until: times.busyUntil };
  requireFree(request, staff.value, times);
  const localDate = dateAt(tenant, startsAt);
  const gaps = requireVaccines(request, localDate);
  const petIds = [...new Set(lines.map(({ petId }) => petId))];
  return {
    fields: {
      staffId,
      services: plan.lines,
      petIds,
      ...times,
      localDate,
      timeZone: zoneAt(tenant, startsAt),
      vaccineGaps: gaps,
    },
    writes: [
      ...claimWrites(days, { tenantId, staffId, appointmentId, take, now }),
      // Shifts, vaccinations or the death of a pet that came in meanwhile are looked at again.
      touch(staff),
      ...petIds.map((id) => touch(petOf(facts, id))),
    ],
  };
}

/** What was booked stands: of a visit that exists only what is new about it must be on offer. */
function requireBookable({ facts, lines, existing }: PlaceRequest, staff: Staff): void {
  const { value: owner } = facts.owner;
  if (existing === undefined) requireActive('owner', 'ownerId', owner);
  if (existing?.staffId !== staff.id) requireActive('staff member', 'staffId', staff);
  const ownerIds = ownerIdsOf(owner);
  for (const { petId, serviceId } of lines) {
    const { value: pet } = petOf(facts, petId);
    if (!ownerIds.includes(pet.ownerId)) throw petOfAnother(petId);
    requireActive('pet', 'services', pet);
    const had = existing?.services.some((it) => it.serviceId === serviceId) === true;
    if (had && existing.staffId === staff.id) continue;
    const service = had ? undefined : facts.services.get(serviceId);
    if (service !== undefined) requireActive('service', 'services', service);
    if (!staff.serviceIds.includes(serviceId)) throw serviceNotDone(serviceId);
  }
}

/** Refuses (409, `not-active`) an owner, pet, service or staff member that is not active. */
export function requireActive(
  what: string,
  field: string,
  { id, status }: { readonly id: string; readonly status: string },
): void {
  if (status !== 'active') throw notActive(what, field, id, status);
}

function requireFree(
  { facts, desk, appointmentId, existing }: PlaceRequest,
  staff: Staff,
  { startsAt, endsAt, busyUntil }: ReturnType<typeof timesOf>,
): void {
  const { tenant } = facts;
  const sameStart = existing?.staffId === staff.id && existing.startsAt === startsAt;
  // The time is its own already, whatever was set aside for it.
  if (sameStart && busyUntil <= existing.busyUntil) return;
  requireShift(tenant, staff, { startsAt, endsAt }, desk);
  const days = facts.days.get(staff.id) ?? new Map();
  const [other] = bookedWithin(days, { from: startsAt, until: busyUntil }, appointmentId);
  if (other !== undefined) desk.pass('double-booking', slotTaken(startsAt, other));
}

/** Refuses (409, `outside-shift`) time of which a part lies outside of the shifts, unless that is set aside. */
export function requireShift(
  tenant: Tenant,
  staff: Staff,
  { startsAt, endsAt }: Pick<Appointment, 'startsAt' | 'endsAt'>,
  desk: OverrideDesk,
): void {
  // Shifts of the days around it too: one that began before midnight may still be under way.
  const first = addDays(dateAt(tenant, startsAt), -1);
  const last = addDays(dateAt(tenant, endsAt), 1);
  const work = workingTime(staff, tenant, { first, last });
  if (isWithin(work, { from: startsAt, until: endsAt })) return;
  const near = { from: addMs(startsAt, -NEAR_MS), until: addMs(startsAt, NEAR_MS) };
  const told = work.filter(({ from, until }) => from < near.until && near.from < until);
  desk.pass('outside-shift', outsideShift(startsAt, told));
}

/** Shifts so near to a start are named when it lies outside of them. */
const NEAR_MS = 12 * 3_600_000;

function requireVaccines(
  { facts, desk, lines }: PlaceRequest,
  on: LocalDate,
): Appointment['vaccineGaps'] {
  const { tenant, services } = facts;
  const petIds = [...new Set(lines.map(({ petId }) => petId))];
  const visitors = petIds.map((petId) => ({
    pet: petOf(facts, petId).value,
    services: lines.flatMap((line) => {
      const service = line.petId === petId ? services.get(line.serviceId) : undefined;
      return service === undefined ? [] : [service];
    }),
  }));
  const gaps = vaccineGaps(visitors, tenant.vaccination.required, on);
  const blocks = schedulingOf(tenant).vaccineRule === 'block';
  if (gaps.length > 0 && blocks) desk.pass('vaccines', vaccinesMissing(gaps, on));
  return gaps;
}

function petOf({ pets }: BookingFacts, id: string): Stored<Pet> {
  const pet = pets.get(id);
  if (pet === undefined) throw new InvariantError(`The pet ${id} was not read.`);
  return pet;
}

function touch({ value, etag }: Stored<{ readonly id: string }>): Write {
  return { op: 'touch', id: value.id, etag };
}
