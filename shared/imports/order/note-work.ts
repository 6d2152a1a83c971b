import type { Context } from '../../platform/context.ts';
import { commitWithRetry } from '../../platform/store/commit-with-retry.ts';
import { replace } from '../../platform/store/records.ts';
import { liveOf } from '../../tenants/model.ts';
import type { Import } from '../model.ts';
import { findOrder, type ImportOrder, type OrderRef } from './model.ts';

/**
 * Notes on an order which import it came to and which run of it, before a row of it goes in, so
 * that progress can be told and an import that finished is known as this order's own. An order
 * that is being cancelled stays so.
 */
export async function noteWork(
  context: Context,
  ref: OrderRef,
  { id: importId, run, files, startedAt }: Import,
): Promise<ImportOrder> {
  return commitWithRetry(context.records, liveOf(ref.tenantId), async () => {
    const stored = await findOrder(context, ref);
    const order = stored.value;
    const known = order.work?.importId === importId && order.work.run === run;
    if (order.status === 'cancelling' || (known && order.status === 'running')) {
      return { writes: [], value: order };
    }
    const changes: Partial<ImportOrder> = {
      status: 'running',
      work: { importId, run, totalRows: files.reduce((sum, it) => sum + it.rows, 0) },
      startedAt: order.startedAt ?? startedAt,
      updatedAt: context.clock.now(),
    };
    return { writes: [replace(stored, changes)], value: { ...order, ...changes } };
  });
}
