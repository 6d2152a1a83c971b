import { addMs, type Instant } from '../kernel/instant.ts';
import type { Appointment, AppointmentParty } from './model.ts';

const HOUR_MS = 3_600_000;

/** The fields of a visit that a move leaves for the judgement of a later cancellation. */
export type MoveMarks = Pick<Appointment, 'heldStartsAt' | 'movedByBusiness'>;

/** Whether an instant is less than the cut-off before a start, or after it. */
function isShortNotice(at: Instant, startsAt: Instant, cutOffHours: number): boolean {
  return at > addMs(startsAt, -cutOffHours * HOUR_MS);
}

/**
 * What a move at `at` leaves for a later cancellation. An owner who moves a visit at short notice
 * keeps the start they held: moving it away and cancelling then is a late cancellation still. A
 * move by the business at short notice, of the old start or to the new one, sets the owner free.
 */
export function marksOfMove(
  visit: Pick<Appointment, 'startsAt' | 'heldStartsAt' | 'movedByBusiness'>,
  move: { readonly at: Instant; readonly by: AppointmentParty; readonly to: Instant },
  cutOffHours: number,
): MoveMarks {
  const { startsAt, heldStartsAt, movedByBusiness } = visit;
  const short = isShortNotice(move.at, startsAt, cutOffHours);
  if (move.by === 'business') {
    const free = short || isShortNotice(move.at, move.to, cutOffHours);
    return { heldStartsAt, movedByBusiness: free || movedByBusiness };
  }
  // Of several moves the first start counts: the later ones were made to get away from it.
  return {
    heldStartsAt: heldStartsAt ?? (short ? startsAt : undefined),
    movedByBusiness: undefined,
  };
}

/**
 * Whether a cancellation counts as late, and the start it is judged against: by the owner, less
 * than `cutOffHours` before it (exactly so many hours before is in time) or after it. One by the
 * business never counts, nor does one of a visit that the business moved at short notice.
 */
export function judgeCancellation(
  visit: Pick<Appointment, 'startsAt' | 'heldStartsAt' | 'movedByBusiness'>,
  cancellation: { readonly at: Instant; readonly by: AppointmentParty },
  cutOffHours: number,
): { readonly late: boolean; readonly judgedAgainst: Instant } {
  const judgedAgainst = visit.heldStartsAt ?? visit.startsAt;
  const late =
    cancellation.by === 'owner' &&
    visit.movedByBusiness !== true &&
    isShortNotice(cancellation.at, judgedAgainst, cutOffHours);
  return { late, judgedAgainst };
}
