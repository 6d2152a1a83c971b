import { enqueueNow } from '../due-work/fast-path.ts';
import type { Instant } from '../kernel/instant.ts';
import { notFound } from '../kernel/problem.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import { liveOf } from '../tenants/model.ts';
import { BOOKING_ROUNDS } from './book-appointment.ts';
import { appointmentType, type Appointment } from './model.ts';
import type { Acting } from './overrides.ts';

/** Which visit is changed, and by whom. */
export interface VisitEdit {
  readonly tenantId: string;
  readonly appointmentId: string;
  readonly acting: Acting;
  readonly expected: ExpectedRevisions;
}

/** What a change of a visit comes to. */
export interface VisitChange {
  readonly visit: Appointment;
  readonly writes: readonly Write[];
  /** For the fast path, after the commit. */
  readonly pointers: readonly Pointer[];
}

/**
 * Reads a visit, decides, and commits the visit with its next revision together with what else
 * changes. Undefined: it stands so already, and nothing is written, so that a step taken twice is
 * taken once. The visit's ETag guards it: of a check-in, a cancellation, a move and a checkpoint at
 * the same moment one commits, and the others are decided again from what it left.
 */
export async function changeVisit(
  context: Context,
  edit: VisitEdit,
  decide: (visit: Stored<Appointment>, now: Instant) => Promise<VisitChange | undefined>,
): Promise<Appointment> {
  const { records, clock } = context;
  const { tenantId, appointmentId } = edit;
  const changed = await commitWithRetry(
    records,
    liveOf(tenantId),
    async () => {
      const stored = await records.get(appointmentType, liveOf(tenantId), appointmentId);
      if (stored === undefined) throw notFound('appointment', appointmentId);
      requireRevision(stored.value.revision, edit.expected);
      const now = clock.now();
      const change = await decide(stored, now);
      if (change === undefined) return { writes: [], value: { visit: stored.value, pointers: [] } };
      const revision = stored.value.revision + 1;
      const visit: Appointment = { ...change.visit, revision, updatedAt: now };
      return {
        writes: [replace(stored, visit), ...change.writes],
        value: { visit, pointers: change.pointers },
      };
    },
    BOOKING_ROUNDS,
  );
  await enqueueNow(context, changed.pointers);
  return changed.visit;
}

type Entry = Appointment['history'][number];

/** The older entries of a visit's history beyond so many are dropped; audit entries keep them. */
const MOST_ENTRIES = 100;

/** The visit with what happened to it noted, and where it stands now. */
export function noted(
  visit: Appointment,
  acting: Acting,
  now: Instant,
  entry: Pick<Entry, 'what' | 'status'> & Partial<Entry>,
): Appointment {
  const by = acting.memberId === undefined ? {} : { by: acting.memberId };
  const history = [...visit.history, { at: now, ...by, ...entry }].slice(-MOST_ENTRIES);
  return { ...visit, status: entry.status, history };
}
