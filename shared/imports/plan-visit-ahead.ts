import { isDeepStrictEqual } from 'node:util';
import { NO_CHECKPOINTS, planCheckpoints } from '../appointments/checkpoints.ts';
import { isOpen, type Appointment } from '../appointments/model.ts';
import { vaccineGaps as missingVaccines } from '../appointments/vaccine-gaps.ts';
import { LONGEST_VISIT_MINUTES, timesOf } from '../appointments/visit-lines.ts';
import { ownerType, petType } from '../customers/model.ts';
import { addDays } from '../kernel/local-date.ts';
import { localTimeAt } from '../kernel/time-zone.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { serviceType } from '../services/model.ts';
import { staffType } from '../staff/model.ts';
import { isWithin, workingTime } from '../staff/working-time.ts';
import type { PagePlanning, Refusal } from './page-planner.ts';
import { otherWithin, takeTime, type Claim } from './plan-time.ts';

/** What a visit to come keeps of how it came in. */
const IMPORTED = 'Imported';

/** A visit as its rows make it, before it has a place in anybody's day. */
export interface VisitAhead {
  readonly before: Appointment | undefined;
  /** With the start, the staff member, the services and the pets of now. */
  readonly visit: Appointment;
  /** The file names who does it; else its time is nobody's in particular and may be taken twice. */
  readonly namesStaff: boolean;
}

/**
 * Puts a visit that is still to come into its staff member's day, with its checkpoints. Time that is
 * taken, a pet or an owner who is not active, and more than a day are refused and nothing is planned.
 * Outside of shifts, without a required vaccine or with an owner of low standing it comes in: it was
 * agreed already, and the visit says what does not fit. A visit that stays where it is keeps its checkpoints.
 */
export function planVisitAhead(
  planning: PagePlanning,
  { before, visit, namesStaff }: VisitAhead,
): Result<{ readonly visit: Appointment; readonly notes: readonly string[] }, Refusal> {
  const held = openOf(before);
  const length = lengthOf(planning, visit);
  const placed = { ...visit, ...timesOf(visit.startsAt, length) };
  const obstacle = whoIsInactive(planning, visit) ?? tooLong(length);
  if (obstacle !== undefined) return refusal(obstacle);
  if (held !== undefined && sameTime(held, placed)) return ok({ visit: held, notes: [] });
  const other = otherWithin(planning, claimOf(placed));
  if (other !== undefined && namesStaff) return refusal(taken(placed, other));
  takeTime(planning, held && claimOf(held), claimOf(placed));
  for (const petId of placed.petIds) planning.drafts.guard(petId);
  const outside = isOutside(planning, placed);
  const setAside = [
    outside === undefined ? undefined : ('outside-shift' as const),
    other === undefined ? undefined : ('double-booking' as const),
  ].filter((it) => it !== undefined);
  const { now } = planning;
  const overrides = setAside.map((rule) => ({ rule, reason: IMPORTED, at: now }));
  const vaccineGaps = gapsOf(planning, placed);
  return ok({
    visit: { ...scheduled(planning, held, placed), overrides, vaccineGaps },
    notes: notesOn(outside, namesStaff),
  });
}

function openOf(visit: Appointment | undefined): Appointment | undefined {
  return visit !== undefined && isOpen(visit) ? visit : undefined;
}

function notesOn(outside: ReturnType<typeof isOutside>, namesStaff: boolean): string[] {
  const notes: string[] = [];
  if (outside === 'off') notes.push('The time is outside of the working hours; the visit is kept.');
  if (!namesStaff) notes.push('The file names nobody who does this visit: give it to somebody.');
  return notes;
}

/** Gives back the time of a visit that was to come; `after` says how it ended. */
export function endVisitAhead(
  planning: PagePlanning,
  before: Appointment,
  after: Appointment,
): Appointment {
  // As with a visit that is completed by hand, what was worked stays worked.
  if (after.status !== 'completed') takeTime(planning, claimOf(before), undefined);
  return { ...after, ...NO_CHECKPOINTS };
}

function scheduled(
  { tenant, now }: PagePlanning,
  held: Appointment | undefined,
  placed: Appointment,
): Appointment {
  const { status, startsAt } = placed;
  if (held?.startsAt === startsAt) return placed;
  const entry =
    held === undefined
      ? { at: now, what: 'booked' as const, status, reason: IMPORTED }
      : {
          ...{ at: now, what: 'rescheduled' as const, status, reason: IMPORTED },
          ...{ fromStartsAt: held.startsAt, fromStaffId: held.staffId },
        };
  const fresh = { ...placed, offsetsDone: [] };
  return {
    ...fresh,
    ...planCheckpoints({ ...fresh, plannedAt: now }, tenant, now),
    scheduleVersion: placed.scheduleVersion + (held === undefined ? 0 : 1),
    history: [...placed.history, entry],
  };
}

function sameTime(held: Appointment, placed: Appointment): boolean {
  return (
    held.startsAt === placed.startsAt &&
    held.staffId === placed.staffId &&
    held.status === placed.status &&
    isDeepStrictEqual([held.services, held.petIds], [placed.services, placed.petIds])
  );
}

function whoIsInactive({ drafts }: PagePlanning, visit: Appointment): string | undefined {
  const owner = drafts.get(ownerType, visit.ownerId);
  if (owner?.status === 'inactive') return 'The owner is not active: nothing is booked for them.';
  const pets = visit.petIds.map((id) => drafts.get(petType, id));
  const gone = pets.find((pet) => pet !== undefined && pet.status !== 'active');
  return gone && `${gone.name} is ${gone.status}: nothing is booked for this pet.`;
}

function lengthOf({ drafts }: PagePlanning, { services }: Appointment) {
  const buffers = services.map((it) => drafts.get(serviceType, it.serviceId)?.bufferMinutes ?? 0);
  return {
    durationMinutes: services.reduce((sum, it) => sum + it.durationMinutes, 0),
    bufferMinutes: Math.max(0, ...buffers),
  };
}

function tooLong({ durationMinutes, bufferMinutes }: ReturnType<typeof lengthOf>) {
  if (durationMinutes + bufferMinutes <= LONGEST_VISIT_MINUTES) return undefined;
  return 'A visit and the clean-up after it take a day at most.';
}

/** off: at other hours than those of somebody who has shifts. */
function isOutside(
  { drafts, tenant }: PagePlanning,
  { staffId, startsAt, endsAt, localDate }: Appointment,
): 'off' | 'no-shifts' | undefined {
  const staff = drafts.get(staffType, staffId);
  if (staff === undefined) return 'no-shifts';
  const around = { first: addDays(localDate, -1), last: addDays(localDate, 2) };
  const work = workingTime(staff, tenant, around);
  if (isWithin(work, { from: startsAt, until: endsAt })) return undefined;
  return staff.shiftPeriods.length > 0 ? 'off' : 'no-shifts';
}

function gapsOf(
  { drafts, tenant }: PagePlanning,
  { petIds, services, localDate }: Appointment,
): Appointment['vaccineGaps'] {
  const visitors = petIds.flatMap((id) => {
    const pet = drafts.get(petType, id);
    const own = services.flatMap((it) => {
      const service = it.petId === id ? drafts.get(serviceType, it.serviceId) : undefined;
      return service === undefined ? [] : [service];
    });
    return pet === undefined ? [] : [{ pet, services: own }];
  });
  return missingVaccines(visitors, tenant.vaccination.required, localDate);
}

function claimOf({ id, staffId, startsAt, busyUntil }: Appointment): Claim {
  return { appointmentId: id, staffId, from: startsAt, until: busyUntil };
}

function taken(visit: Appointment, other: string): string {
  const { externalId, id, localDate, startsAt, timeZone } = visit;
  const own = `${externalId ?? id} of ${localDate}, ${localTimeAt(startsAt, timeZone)}`;
  return `The visit ${own}, meets ${other}, with the same member of staff: book it at another time.`;
}

function refusal(reason: string): Result<never, Refusal> {
  return err({ effect: 'appointment', reason });
}
