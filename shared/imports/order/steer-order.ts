import type { Instant } from '../../kernel/instant.ts';
import { ProblemError } from '../../kernel/problem.ts';
import { jobId, jobType } from '../../jobs/model.ts';
import type { Context } from '../../platform/context.ts';
import { commitWithRetry } from '../../platform/store/commit-with-retry.ts';
import type { Write } from '../../platform/store/document-store.ts';
import { replace } from '../../platform/store/records.ts';
import { liveOf } from '../../tenants/model.ts';
import { fileGone } from '../upload/model.ts';
import { IMPORT_JOB, moveLine, readLine } from './line.ts';
import { findOrder, hasEnded, type ImportOrder, type OrderRef } from './model.ts';
import { announce, completeFiles, guards, requireRoom } from './order-import.ts';

/**
 * Cancels an order. One that waits is cancelled at once; the one whose turn it is stops after
 * the page under way, and what went in stays. Asked again, it says how far that is. Throws
 * `import-state` (409) for one that has ended otherwise.
 */
export async function cancelOrder(context: Context, ref: OrderRef): Promise<ImportOrder> {
  const { records, clock } = context;
  const { tenantId, orderId } = ref;
  const { order, wake } = await commitWithRetry(records, liveOf(tenantId), async () => {
    const stored = await findOrder(context, ref);
    const { value } = stored;
    if (value.status === 'cancelling' || value.status === 'cancelled') {
      return { writes: [], value: { order: value, wake: undefined } };
    }
    if (hasEnded(value)) throw notNow(value, 'waiting or running');
    const now = clock.now();
    const { orders } = await readLine(records, tenantId);
    const isFirst = orders[0] === orderId;
    const changes: Partial<ImportOrder> = {
      ...(isFirst ? { status: 'cancelling' } : { status: 'cancelled', finishedAt: now }),
      revision: value.revision + 1,
      updatedAt: now,
    };
    const rest = isFirst
      ? await wakeJob(context, ref, now)
      : (await moveLine(records, tenantId, { leave: orderId }, now)).writes;
    return {
      writes: [replace(stored, changes), ...rest],
      value: { order: { ...value, ...changes }, wake: isFirst ? orderId : undefined },
    };
  });
  await announce(context, tenantId, wake);
  return order;
}

/**
 * Puts an order that failed or was cancelled at the end of the line again; it goes on where it
 * stopped. Throws `import-state` (409) for any other, and `import-file-gone` (409) when its files
 * were deleted.
 */
export async function retryOrder(context: Context, ref: OrderRef): Promise<ImportOrder> {
  const { records } = context;
  const { tenantId, orderId } = ref;
  const { order, starts } = await commitWithRetry(records, liveOf(tenantId), async () => {
    const stored = await findOrder(context, ref);
    const { value } = stored;
    if (value.status !== 'failed' && value.status !== 'cancelled') {
      throw notNow(value, 'failed or cancelled');
    }
    await requireRoom(context, tenantId);
    const files = await filesAgain(context, value);
    const now = context.clock.now();
    const changes: Partial<ImportOrder> = {
      status: 'waiting',
      problem: undefined,
      finishedAt: undefined,
      revision: value.revision + 1,
      updatedAt: now,
    };
    const line = await moveLine(records, tenantId, { join: orderId }, now);
    return {
      writes: [replace(stored, changes), ...line.writes, ...guards(files)],
      value: { order: { ...value, ...changes }, starts: line.starts },
    };
  });
  await announce(context, tenantId, starts);
  return order;
}

async function filesAgain(context: Context, { tenantId, files }: ImportOrder) {
  const ids = files.map(({ id }) => id);
  try {
    return await completeFiles(context, tenantId, ids);
  } catch (error) {
    // A person asks to go on, not to name files: which id is unknown is beside the point.
    if (error instanceof ProblemError) throw fileGone(String(error.problem.value));
    throw error;
  }
}

/** Makes the job of the first order due now unless a worker holds it, which notices by itself. */
async function wakeJob(
  { records }: Context,
  { tenantId, orderId }: OrderRef,
  now: Instant,
): Promise<Write[]> {
  const job = await records.get(jobType, liveOf(tenantId), jobId(IMPORT_JOB, orderId));
  if (job === undefined || job.value.leaseId !== undefined) return [];
  return [replace(job, { dueKind: 'jobs', dueAt: now, updatedAt: now })];
}

function notNow({ id, status }: ImportOrder, allowed: string): ProblemError {
  return new ProblemError({
    kind: 'import-state',
    status: 409,
    detail: `The import ${id} is ${status}; this needs it to be ${allowed}.`,
    field: 'status',
    value: status,
    allowed,
  });
}
