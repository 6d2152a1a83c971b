import { ProblemError } from '../kernel/problem.ts';
import type { Stretch } from '../staff/working-time.ts';
import type { Appointment, AppointmentStatus } from './model.ts';

/** Somebody or something that a booking names and that this business does not have. */
export function unknownReference(what: string, field: string, id: string): ProblemError {
  return new ProblemError({
    kind: 'unknown-reference',
    status: 422,
    detail: `There is no such ${what}.`,
    field,
    value: id,
    allowed: `the id of a ${what} of this business`,
  });
}

/** A pet of another owner. */
export function petOfAnother(petId: string): ProblemError {
  return new ProblemError({
    kind: 'pet-of-another-owner',
    status: 422,
    detail: 'This pet belongs to another owner: a visit is for the pets of one.',
    field: 'services',
    value: petId,
    allowed: "a pet of the visit's owner",
  });
}

/** A pet that is deceased or inactive, an owner, service or staff member that is inactive. */
export function notActive(what: string, field: string, id: string, status: string): ProblemError {
  return new ProblemError({
    kind: 'not-active',
    status: 409,
    detail: `This ${what} is ${status}: nothing can be booked.`,
    field,
    value: id,
    allowed: `an active ${what}`,
  });
}

/** A staff member who does not do this service. */
export function serviceNotDone(serviceId: string): ProblemError {
  return new ProblemError({
    kind: 'service-not-done',
    status: 409,
    detail: 'This staff member does not do this service.',
    field: 'services',
    value: serviceId,
    allowed: "a service of the staff member's",
  });
}

/** A start before now, or further ahead than the business books. */
export function startOutOfRange(startsAt: string, first: string, last: string): ProblemError {
  return new ProblemError({
    kind: 'start-out-of-range',
    status: 422,
    detail: startsAt < first ? 'This start has passed.' : 'This is too far ahead.',
    field: 'startsAt',
    value: startsAt,
    allowed: `${first} to ${last}`,
  });
}

/** Services that take longer than a day together. */
export function visitTooLong(minutes: number, most: number): ProblemError {
  return new ProblemError({
    kind: 'visit-too-long',
    status: 422,
    detail: `These services take ${String(minutes)} minutes with the clean-up.`,
    field: 'services',
    value: minutes,
    allowed: `${String(most)} minutes at most`,
  });
}

/** Time that somebody else has booked. */
export function slotTaken(startsAt: string, other: Stretch): ProblemError {
  return new ProblemError({
    kind: 'slot-taken',
    status: 409,
    detail: `The staff member is booked from ${other.from} to ${other.until}.`,
    field: 'startsAt',
    value: startsAt,
    allowed: 'a free time, or an override of double-booking by a manager',
  });
}

/** Time in which the staff member does not work. */
export function outsideShift(startsAt: string, work: readonly Stretch[]): ProblemError {
  const hours = work.map(({ from, until }) => `${from} to ${until}`).join(', ');
  return new ProblemError({
    kind: 'outside-shift',
    status: 409,
    detail: 'The staff member does not work for the whole of this time.',
    field: 'startsAt',
    value: startsAt,
    allowed: `${hours === '' ? 'another day' : hours}, or an override of outside-shift by a manager`,
  });
}

/** Vaccinations that do not cover the visit's date. */
export function vaccinesMissing(gaps: Appointment['vaccineGaps'], date: string): ProblemError {
  const told = gaps.map(({ vaccine, expiryDate }) =>
    expiryDate === undefined ? `${vaccine}: no record` : `${vaccine}: until ${expiryDate}`,
  );
  return new ProblemError({
    kind: 'vaccines-missing',
    status: 409,
    detail: `Not vaccinated on the day of the visit, ${date}: ${told.join(', ')}.`,
    field: 'services',
    value: gaps.map(({ petId }) => petId),
    allowed: 'vaccinations that cover the day, or an override of vaccines by a manager',
  });
}

/** A rule is set aside by somebody who may not. */
export function overrideNotAllowed(role: string): ProblemError {
  return new ProblemError({
    kind: 'role-too-low',
    status: 403,
    detail: `Your role is ${role}: it does not allow to set rules of booking aside.`,
    field: 'override',
    value: role,
    allowed: 'manager, owner',
  });
}

/** A step that does not fit where the visit stands. */
export function wrongState(
  visit: Pick<Appointment, 'status'>,
  allowed: readonly AppointmentStatus[],
): ProblemError {
  return new ProblemError({
    kind: 'appointment-state',
    status: 409,
    detail: `The visit is ${visit.status}.`,
    field: 'status',
    value: visit.status,
    allowed: allowed.join(', '),
  });
}

/** A step at an instant at which it cannot have happened. */
export function instantOutOfRange(
  field: string,
  value: string,
  first: string,
  last: string,
): ProblemError {
  return new ProblemError({
    kind: 'instant-out-of-range',
    status: 422,
    detail: 'It cannot have happened then.',
    field,
    value,
    allowed: `${first} to ${last}`,
  });
}
