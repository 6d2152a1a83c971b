import { ProblemError } from '../kernel/problem.ts';
import type { BookingAnswer } from '../reputation/can-book.ts';
import type { OverrideDesk } from './overrides.ts';

/**
 * Holds a booking to the answer about its owner's standing: an approval that is needed, and a
 * refusal that may be set aside, pass with an override of `reputation`; any other refusal stands
 * (409). The problem tells why and what would help.
 */
export function passGate(answer: BookingAnswer, ownerId: string, desk: OverrideDesk): void {
  const { outcome, overridable, why, help } = answer;
  const detail = [why, ...help].join(' ');
  if (outcome === 'approval') desk.pass('reputation', needsApproval(ownerId, detail));
  if (outcome !== 'refused') return;
  const refused = bookingRefused(ownerId, detail, overridable);
  if (!overridable) throw refused;
  desk.pass('reputation', refused);
}

function needsApproval(ownerId: string, detail: string): ProblemError {
  return new ProblemError({
    kind: 'approval-needed',
    status: 409,
    detail,
    field: 'ownerId',
    value: ownerId,
    allowed: 'a booking by phone or at the desk, or an override of reputation by a manager',
  });
}

function bookingRefused(ownerId: string, detail: string, overridable: boolean): ProblemError {
  return new ProblemError({
    kind: 'booking-refused',
    status: 409,
    detail,
    field: 'ownerId',
    value: ownerId,
    allowed: overridable
      ? 'an override of reputation by a manager'
      : 'a booking by phone or at the desk',
  });
}
