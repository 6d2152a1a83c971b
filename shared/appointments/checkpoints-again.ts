import type { Owner } from '../customers/model.ts';
import { addMs, later, type Instant } from '../kernel/instant.ts';
import { noShowId, noShowRecordType } from '../no-shows/model.ts';
import type { Context } from '../platform/context.ts';
import type { Write } from '../platform/store/document-store.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { dueFor, NO_CHECKPOINTS, planCheckpoints } from './checkpoints.ts';
import type { Appointment } from './model.ts';
import { heldStarts } from './visit-then.ts';

const MINUTE_MS = 60_000;

/** What is known of a visit's missed marks when it is booked again. */
export interface Grace {
  /** Whether the product may judge once more whether they were missed. */
  readonly judged: boolean;
  /** Keeps the record that this was decided from as it is. */
  readonly guard: readonly Write[];
}

/** Whether the product may judge a visit's end of grace: not what is held for a person, or was dismissed by one. */
export async function graceAgain(
  { records }: Pick<Context, 'records'>,
  { tenantId, id, markSeq }: Appointment,
): Promise<Grace> {
  if (markSeq === 0) return { judged: true, guard: [] };
  const record = await records.get(noShowRecordType, liveOf(tenantId), noShowId(id, markSeq));
  if (record === undefined) return { judged: true, guard: [] };
  const { status, dismissed } = record.value;
  // Dismissed by the product, which saw what was undone now, it is open again.
  const left = status === 'held' || (status === 'dismissed' && dismissed?.by !== undefined);
  const guard: Write = { op: 'touch', id: record.value.id, etag: record.etag };
  return { judged: !left, guard: [guard] };
}

/**
 * The checkpoints of a visit that is booked or confirmed again because a step was taken back: offsets
 * that are done stay done, those that passed meanwhile are skipped and say so, and where its grace is
 * over they have it once more from `now` on. None if the product may not judge it.
 */
export function checkpointsAgain(
  tenant: Tenant,
  owner: Owner,
  { visit, now, judged }: { readonly visit: Appointment; readonly now: Instant } & Grace,
): Partial<Appointment> {
  if (!judged) return NO_CHECKPOINTS;
  const plannedAt = heldStarts(visit).at(-1)?.since ?? visit.createdAt;
  const planned = planCheckpoints({ ...visit, plannedAt }, tenant, now, owner);
  const anew = addMs(now, schedulingOf(tenant).graceMinutes * MINUTE_MS);
  const checkpoints = planned.checkpoints.map((it) =>
    it.kind === 'grace' && it.at <= now ? { ...it, at: later(it.at, anew) } : it,
  );
  return { ...planned, ...dueFor(checkpoints) };
}
