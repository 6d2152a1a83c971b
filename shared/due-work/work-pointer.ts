import { addMs, type Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Json, Stored, Write } from '../platform/store/document-store.ts';
import { parsed } from '../platform/store/records.ts';
import { MAX_ATTEMPTS } from './back-off.ts';
import { enqueueNow } from './fast-path.ts';
import { failForGood, recordFailedAttempt } from './failure.ts';
import type { DueDocument } from './model.ts';
import type { Decision, Lease, Worker, WorkOutcome } from './worker.ts';

/** Work due up to so many milliseconds from now counts as due: clocks differ. */
export const DUE_TOLERANCE_MS = 5000;

/** How often a claim is decided anew when a guard broke under it. */
const MAX_DECISIONS = 4;

/**
 * Works the document behind a pointer, if it is due: read, decide, claim, run.
 *
 * Safe to call twice, at once and late: everything is decided from the document as read and
 * committed against its ETag. Dying between claim and result leaves a lease that runs out;
 * the document is then due again, with the attempt counted. Throws only when the store fails
 * (the queue delivers again; failing that, the tick finds the document).
 */
export async function workPointer<T extends DueDocument & Json>(
  context: Context,
  worker: Worker<T>,
  pointer: Pointer,
): Promise<WorkOutcome> {
  const partition = { tenantId: pointer.tenantId };
  for (let round = 1; round <= MAX_DECISIONS; round++) {
    const now = context.clock.now();
    const { stored, companion } = await read(context, worker, pointer);
    if (stored === undefined) return 'gone';
    if (!isDue(stored.value, pointer, now)) return 'stale';
    if (stored.value.attempts >= MAX_ATTEMPTS) {
      return failForGood(context, worker, stored, stored.value.lastError ?? 'worker-died');
    }
    const decision = await worker.decide(context, stored, now, companion);
    if (decision.kind === 'settle') {
      const result = await context.records.commit(partition, decision.writes);
      if (result.ok) {
        await enqueueNow(context, decision.next ?? []);
        return 'settled';
      }
    } else {
      const claimed = await claim(context, worker, stored, decision, now);
      if (claimed !== undefined) return runClaimed(context, worker, claimed.stored, claimed.lease);
    }
  }
  return 'overtaken';
}

async function read<T extends DueDocument & Json>(
  { records }: Context,
  worker: Worker<T>,
  { tenantId, id }: Pointer,
): Promise<{ stored: Stored<T> | undefined; companion?: Stored | undefined }> {
  const partition = { tenantId };
  const companionId = worker.companionIdOf?.(id);
  if (companionId === undefined) return { stored: await records.get(worker.type, partition, id) };
  const found = await records.store.getMany(partition, [id, companionId]);
  const own = found.find(({ value }) => value.id === id && value['type'] === worker.type.type);
  const companion = found.find(({ value }) => value.id === companionId);
  return { stored: own && parsed(worker.type, own), companion };
}

function isDue(document: DueDocument, pointer: Pointer, now: Instant): boolean {
  return (
    document.dueKind === pointer.kind &&
    document.dueAt !== undefined &&
    document.dueAt <= addMs(now, DUE_TOLERANCE_MS)
  );
}

async function claim<T extends DueDocument & Json>(
  context: Context,
  worker: Worker<T>,
  stored: Stored<T>,
  decision: Extract<Decision<T>, { kind: 'claim' }>,
  now: Instant,
): Promise<{ stored: Stored<T>; lease: Lease } | undefined> {
  const lease = {
    id: context.ids.next('commit'),
    from: now,
    until: addMs(now, worker.leaseMs),
  };
  const value: T = {
    ...stored.value,
    ...decision.changes,
    attempts: stored.value.attempts + 1,
    dueAt: lease.until,
    leaseId: lease.id,
  };
  const own: Write = { op: 'replace', document: value, etag: stored.etag };
  const result = await context.records.commit({ tenantId: value.tenantId }, [
    own,
    ...(decision.guards ?? []),
  ]);
  return result.ok ? { stored: { value, etag: result.etag }, lease } : undefined;
}

async function runClaimed<T extends DueDocument & Json>(
  context: Context,
  worker: Worker<T>,
  claimed: Stored<T>,
  lease: Lease,
): Promise<WorkOutcome> {
  try {
    await worker.run(context, claimed, lease);
    return 'worked';
  } catch (error) {
    return recordFailedAttempt(context, worker, claimed.value, lease, error);
  }
}
