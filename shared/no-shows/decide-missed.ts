import type { GraceEnded } from '../appointments/checkpoint-worker.ts';
import { dueFor } from '../appointments/checkpoints.ts';
import { isOpen, type Appointment } from '../appointments/model.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import { whyHold } from './brake.ts';
import { holdVisit } from './hold-visit.ts';
import { readDay, readMarkFacts } from './mark-facts.ts';
import { markVisit, type MarkOutcome } from './mark-visit.ts';
import type { NoShowFinder } from './model.ts';
import { judgedFrom } from './no-show-record.ts';

const MINUTE_MS = 60_000;

/** What is to be done about a visit that nobody marked. */
export type Missed =
  | { readonly kind: 'marked' | 'held'; readonly outcome: MarkOutcome }
  /** It is not open any more, or its grace ends at `graceEnds` only. */
  | { readonly kind: 'not-missed'; readonly graceEnds: Instant };

/**
 * Decides about a visit as read: missed from the end of grace on, inclusive, while it is booked or
 * confirmed; of a step taken back after that, from the end of the grace that was given once more. It is marked, or held where the business is not checking people in or the end of grace
 * was found out later than `graceMaxLateMinutes`. Two reads; its writes are one commit.
 */
export async function decideMissed(
  context: Context,
  visit: Stored<Appointment>,
  found: NoShowFinder,
  now: Instant,
): Promise<Missed> {
  const facts = await readMarkFacts(context, visit, now);
  const { tenant } = facts;
  const graceEnds = judgedFrom(visit.value, tenant);
  if (!isOpen(visit.value) || now < graceEnds) return { kind: 'not-missed', graceEnds };
  const { graceMinutes, graceMaxLateMinutes } = schedulingOf(tenant);
  const day = await readDay(context, visit.value, now, graceMinutes);
  const late = now > addMs(graceEnds, graceMaxLateMinutes * MINUTE_MS);
  const reason = whyHold(day) ?? (late ? 'found-late' : undefined);
  if (reason === undefined) {
    return { kind: 'marked', outcome: await markVisit(context, facts, { found, now }) };
  }
  const hold = { reason, ...day };
  return { kind: 'held', outcome: await holdVisit(context, facts, { found, hold, now }) };
}

/**
 * What the checkpoint "grace ended" of a visit does. Found before its time (grace became longer since
 * it was planned, or the clocks of two machines differ), it waits until then.
 */
export const missedAtGrace: GraceEnded = async (context, stored, now) => {
  const missed = await decideMissed(context, stored, 'checkpoint', now);
  if (missed.kind !== 'not-missed') return missed.outcome;
  const waits = dueFor([{ kind: 'grace', at: missed.graceEnds }]);
  return { writes: [replace(stored, { ...waits, updatedAt: now })] };
};
