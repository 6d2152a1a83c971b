import { appointmentType, isOpen, type Appointment } from '../appointments/model.ts';
import { enqueueNow } from '../due-work/fast-path.ts';
import type { Instant } from '../kernel/instant.ts';
import { notFound, ProblemError } from '../kernel/problem.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { liveOf } from '../tenants/model.ts';
import { curedDay } from './held-day.ts';
import { readMarkFacts } from './mark-facts.ts';
import { markVisit } from './mark-visit.ts';
import { noShowId, noShowRecordType, type NoShowRecord } from './model.ts';

/**
 * A member of staff says that nobody came. From the start of the visit on (grace is for the product,
 * not for people), of a visit that is booked or confirmed, or that was checked in by mistake and not
 * begun. Held by the product before: its record is confirmed. Refused (409, `appointment-state`) for any
 * other visit, one marked already among them. Of two who mark at once one does, the other is refused.
 */
export async function markByHand(
  context: Context,
  act: {
    readonly tenantId: string;
    readonly appointmentId: string;
    readonly by?: string | undefined;
    readonly notes?: string | undefined;
    readonly expected?: ExpectedRevisions;
  },
): Promise<NoShowRecord> {
  const { records, clock } = context;
  const { tenantId, appointmentId, by, notes } = act;
  const partition = liveOf(tenantId);
  const done = await commitWithRetry(records, partition, async () => {
    const visit = await records.get(appointmentType, partition, appointmentId);
    if (visit === undefined) throw notFound('appointment', appointmentId);
    requireRevision(visit.value.revision, act.expected);
    const now = clock.now();
    requireMissable(visit.value, now);
    const facts = await readMarkFacts(context, visit, now);
    const held = await heldRecord(context, visit.value);
    const marked = await markVisit(context, facts, { found: 'staff', now, by, notes, held });
    const cured = held === undefined ? [] : await curedDay(records, held.value, now);
    return { writes: [...marked.writes, ...cured], value: marked };
  });
  await enqueueNow(context, done.next);
  return done.record;
}

/** The record by which the product holds this visit; undefined: it does not. */
export async function heldRecord(
  { records }: Pick<Context, 'records'>,
  { tenantId, id, markSeq }: Pick<Appointment, 'tenantId' | 'id' | 'markSeq'>,
): Promise<Stored<NoShowRecord> | undefined> {
  if (markSeq === 0) return undefined;
  const stored = await records.get(noShowRecordType, liveOf(tenantId), noShowId(id, markSeq));
  return stored?.value.status === 'held' ? stored : undefined;
}

function requireMissable(visit: Appointment, now: Instant): void {
  const checkedIn = visit.status === 'arrived' && visit.startedAt === undefined;
  if (!isOpen(visit) && !checkedIn) {
    throw new ProblemError({
      kind: 'appointment-state',
      status: 409,
      detail:
        'Only a visit that is booked, confirmed, or checked in and not begun can be marked as missed.',
      field: 'status',
      value: visit.status,
      allowed: 'booked, confirmed, arrived without a start',
    });
  }
  if (visit.startsAt <= now) return;
  throw new ProblemError({
    kind: 'visit-not-begun',
    status: 409,
    detail: 'The visit has not begun: nobody can have missed it yet.',
    field: 'startsAt',
    value: visit.startsAt,
    allowed: `from ${visit.startsAt} on`,
  });
}
