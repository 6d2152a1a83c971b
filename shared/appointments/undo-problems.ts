import { ProblemError } from '../kernel/problem.ts';
import type { StaffDay } from '../staff/model.ts';
import type { Appointment } from './model.ts';

/** A step is to be taken back that the visit has not taken, or that others follow (409). */
export function stepNotTaken(
  { status, startedAt }: Pick<Appointment, 'status' | 'startedAt'>,
  allowed: string,
): ProblemError {
  const begun = status === 'arrived' && startedAt !== undefined;
  return new ProblemError({
    kind: 'appointment-state',
    status: 409,
    detail: `The visit is ${status}${begun ? ' and its work has begun' : ''}: this cannot be taken back now.`,
    field: 'status',
    value: status,
    allowed,
  });
}

/** A step that came about otherwise than by a person at the desk (409). */
export function notUndoable(detail: string, allowed: string): ProblemError {
  return new ProblemError({
    kind: 'step-not-undoable',
    status: 409,
    detail,
    field: 'appointment',
    allowed,
  });
}

/** The visit is charged, and the step before that cannot be taken back (409). */
export function chargeStands(chargeId: string): ProblemError {
  return new ProblemError({
    kind: 'charge-stands',
    status: 409,
    detail: `This visit has its charge, ${chargeId}.`,
    field: 'charge',
    value: chargeId,
    allowed: 'a visit without a charge: a manager reverses it first',
  });
}

/** What the visit cost is paid, in part or whole (409). */
export function chargePaid(chargeId: string, paidCents: number): ProblemError {
  return new ProblemError({
    kind: 'charge-paid',
    status: 409,
    detail: `${String(paidCents)} cents of what this visit cost are paid.`,
    field: 'charge',
    value: chargeId,
    allowed: 'a charge that nothing was paid for: refund or reverse the payment first',
  });
}

/** What the visit cost is on an invoice (409). */
export function chargeInvoiced(chargeId: string, invoiceId: string): ProblemError {
  return new ProblemError({
    kind: 'charge-invoiced',
    status: 409,
    detail: `What this visit cost is on the invoice ${invoiceId}.`,
    field: 'charge',
    value: chargeId,
    allowed: 'a charge on no invoice: reverse it in the ledger, which owes a credit note',
  });
}

/** A visit of the same owner that began later has ended since (409). */
export function laterVisitEnded({ id, status }: Pick<Appointment, 'id' | 'status'>): ProblemError {
  return new ProblemError({
    kind: 'later-visit-ended',
    status: 409,
    detail: `A later visit of this owner, ${id}, is ${status}: it counted on this one.`,
    field: 'appointment',
    value: id,
    allowed: 'the latest visit of an owner that has ended',
  });
}

/** The time of a cancelled visit was given to another one meanwhile (409). */
export function timeGivenAway({
  appointmentId,
  from,
  until,
}: StaffDay['booked'][number]): ProblemError {
  return new ProblemError({
    kind: 'slot-taken',
    status: 409,
    detail: `The staff member is booked from ${from} to ${until}, by the visit ${appointmentId}.`,
    field: 'appointment',
    value: appointmentId,
    allowed: 'a time that is free still, or an override of double-booking by a manager',
  });
}

/** The visit would be over by now (409). */
export function visitPast(endsAt: Appointment['endsAt']): ProblemError {
  return new ProblemError({
    kind: 'visit-past',
    status: 409,
    detail: `This visit would have ended at ${endsAt}: it cannot come about any more.`,
    field: 'endsAt',
    value: endsAt,
    allowed: 'a visit whose end is still to come',
  });
}
