import type { Appointment } from '../appointments/model.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { HoldReason } from './model.ts';

const MINUTE_MS = 60_000;
/** Fewer ended visits than this say nothing about how a business works. */
const FEWEST_ENDED = 3;

/** What a visit tells about whether people are being checked in. */
export type SeenVisit = Pick<Appointment, 'status' | 'startsAt' | 'arrivedAt' | 'history'>;

/** What was seen of one local day up to a moment. */
export interface SeenDay {
  /** Visits that somebody checked in. */
  readonly checkIns: number;
  /** Visits whose grace is over, without those that were cancelled. */
  readonly ended: number;
  /** Of those, visits of which no person said how they went. */
  readonly unmarked: number;
}

/**
 * Counts one local day. Unmarked is what is still booked or confirmed, and what only the product
 * itself marked as missed: its own marks are no evidence for its next one.
 */
export function seenDay(visits: readonly SeenVisit[], now: Instant, graceMinutes: number): SeenDay {
  const ended = visits.filter(
    ({ status, startsAt }) =>
      status !== 'cancelled' &&
      status !== 'unresolved' &&
      addMs(startsAt, graceMinutes * MINUTE_MS) <= now,
  );
  return {
    checkIns: visits.filter(({ arrivedAt }) => arrivedAt !== undefined).length,
    ended: ended.length,
    unmarked: ended.filter(isUnmarked).length,
  };
}

/**
 * Why a mark is to be held on such a day: nobody was checked in, or of at least 3 ended visits over
 * half are unmarked; undefined: the business checks people in, and a missing check-in is evidence.
 * The visit in question is among those counted.
 */
export function whyHold({ checkIns, ended, unmarked }: SeenDay): HoldReason | undefined {
  if (checkIns === 0) return 'no-check-ins';
  return ended >= FEWEST_ENDED && unmarked * 2 > ended ? 'mostly-unmarked' : undefined;
}

function isUnmarked({ status, history }: SeenVisit): boolean {
  if (status === 'booked' || status === 'confirmed') return true;
  if (status !== 'no_show') return false;
  return history.findLast(({ what }) => what === 'no_show')?.by === undefined;
}
