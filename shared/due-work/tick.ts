import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import { QUEUE_NAMES, type Pointer, type QueueName } from '../platform/queues/queues.ts';
import type { DuePointer } from '../platform/store/document-store.ts';
import { errorText } from './failure.ts';
import { fairShares, takeTurns } from './fair-share.ts';
import { writeHeartbeat } from './heartbeat.ts';

/** The most messages a queue may hold before the tick stops adding to it. */
export const QUEUE_CAPS: Readonly<Record<QueueName, number>> = { jobs: 500, sms: 2000 };

/** How many tenants' due work is read at once when there is more than the budget. */
const PARALLEL_READS = 8;

/** What a tick did, per kind: pointers sent, or the error that kept it from sending. */
export type TickReport = Readonly<
  Record<QueueName, { readonly sent: number; readonly error?: string }>
>;

/**
 * One beat of the clock: for each kind, puts pointers to due documents on the kind's queue,
 * oldest first, at most as many as the queue has room for. When more is due than there is
 * room, tenants share the room equally.
 *
 * Changes no document but the heartbeat, so running twice or dying midway costs repeated
 * pointers at most. A kind that fails does not keep the others from being served; the failure
 * is in the report and the heartbeat.
 */
export async function tick(context: Context): Promise<TickReport> {
  const now = context.clock.now();
  const report = {} as Record<QueueName, { sent: number; error?: string }>;
  for (const kind of QUEUE_NAMES) {
    try {
      report[kind] = { sent: await sendDue(context, kind, now) };
    } catch (error) {
      report[kind] = { sent: 0, error: errorText(error) };
      context.log.error('Tick could not serve a kind', { kind, error: errorText(error) });
    }
  }
  await writeHeartbeat(context, now, report);
  return report;
}

async function sendDue(context: Context, kind: QueueName, now: Instant): Promise<number> {
  const budget = QUEUE_CAPS[kind] - (await context.queues.length(kind));
  if (budget <= 0) return 0;
  const due = await selectDue(context, kind, now, budget);
  const pointers: Pointer[] = due.map(({ tenantId, id }) => ({ tenantId, id, kind }));
  if (pointers.length > 0) await context.queues.send(pointers);
  return pointers.length;
}

async function selectDue(
  context: Context,
  kind: QueueName,
  now: Instant,
  budget: number,
): Promise<DuePointer[]> {
  const { store } = context.records;
  const oldest = await store.due({ dueKind: kind, until: now, limit: budget });
  if (oldest.length < budget) return takeTurns(oldest, (pointer) => pointer.tenantId);
  const shares = [...fairShares(await store.dueTenants(kind, now), budget)];
  const found: DuePointer[] = [];
  for (let i = 0; i < shares.length; i += PARALLEL_READS) {
    const reads = shares
      .slice(i, i + PARALLEL_READS)
      .map(([tenantId, limit]) => store.due({ dueKind: kind, until: now, limit, tenantId }));
    found.push(...(await Promise.all(reads)).flat());
  }
  return takeTurns(found, (pointer) => pointer.tenantId);
}
