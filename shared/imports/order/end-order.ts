import type { Problem } from '../../kernel/problem.ts';
import type { Context } from '../../platform/context.ts';
import type { Write } from '../../platform/store/document-store.ts';
import { replace } from '../../platform/store/records.ts';
import { moveLine } from './line.ts';
import { findOrder, hasEnded, type ImportOrder, type OrderRef } from './model.ts';
import { importOf } from './progress.ts';

/** How an order ends. */
export type Ending =
  | { readonly status: 'finished' | 'cancelled' }
  | { readonly status: 'failed'; readonly problem: Problem };

/**
 * The writes that end an order: its outcome with the counts of its import, its place in the line,
 * and the job of the next one. They belong in the commit that ends the order's own job. `starts`
 * names the order whose turn it is then.
 */
export async function endingWrites(
  context: Context,
  ref: OrderRef,
  ending: Ending,
): Promise<{ readonly writes: readonly Write[]; readonly starts: string | undefined }> {
  const stored = await findOrder(context, ref);
  const order = stored.value;
  if (hasEnded(order)) return { writes: [], starts: undefined };
  const now = context.clock.now();
  const done = await importOf(context, order);
  const changes: Partial<ImportOrder> = {
    status: ending.status,
    ...(done !== undefined && { counts: done.counts, findingPages: done.findingPages ?? 0 }),
    ...(ending.status === 'failed' && { problem: shown(ending.problem) }),
    finishedAt: now,
    revision: order.revision + 1,
    updatedAt: now,
  };
  const line = await moveLine(context.records, ref.tenantId, { leave: ref.orderId }, now);
  return { writes: [replace(stored, changes), ...line.writes], starts: line.starts };
}

/** The writes for an order whose job used up its attempts; the next one's job is found by the tick. */
export async function failureWrites(
  context: Context,
  ref: OrderRef,
  reason: string,
): Promise<readonly Write[]> {
  const problem: Problem = {
    kind: 'import-broke-off',
    status: 503,
    detail: `Every attempt broke off, the last with: ${reason}`,
    allowed: 'a retry, which goes on where it stopped',
  };
  const { writes } = await endingWrites(context, ref, { status: 'failed', problem });
  return writes;
}

function shown({ kind, detail, field, allowed }: Problem): ImportOrder['problem'] {
  return {
    kind,
    detail,
    ...(field !== undefined && { field }),
    ...(allowed !== undefined && { allowed }),
  };
}
