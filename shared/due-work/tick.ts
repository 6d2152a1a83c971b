import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import {
  QUEUE_NAMES,
  type Pointer,
  type QueueName,
  type Queues,
} from '../platform/queues/queues.ts';
import type { DuePointer, Stored } from '../platform/store/document-store.ts';
import { errorText } from './failure.ts';
import { fairShares, takeTurns } from './fair-share.ts';
import { readHeartbeat, writeHeartbeat, type Heartbeat } from './heartbeat.ts';
import { inTurnAfter, lastFavoured } from './turns.ts';

/**
 * The most messages a queue may hold before the tick stops adding to it.
 * @internal
 */
export const QUEUE_CAPS: Readonly<Record<QueueName, number>> = {
  jobs: 1000,
  events: 2000,
  'workflow-steps': 2000,
  'workflow-steps-bulk': 2000,
  appointments: 2000,
  sms: 2000,
  'sms-bulk': 2000,
  receipts: 2000,
  inbound: 2000,
  emails: 1000,
  days: 1000,
};

/** How many tenants' due work is read at once when there is more than the budget. */
const PARALLEL_READS = 8;

/** A queue this full, as part of its cap, counts as worked off: a message that kills its workers stays for a while. */
const AS_GOOD_AS_EMPTY = 0.02;

/** A queue that was not worked off since the last tick may fill up to this part of its cap in any case. */
const LEAST_ROOM = 0.1;

/** What a tick did for a kind: pointers sent, or the error that kept it from sending. */
export type KindReport = Heartbeat['kinds'][string];

/** What a tick did, per kind. */
export type TickReport = Readonly<Record<QueueName, KindReport>>;

/**
 * One beat of the clock: for each kind, puts pointers to due documents on the kind's queue,
 * oldest first, at most as many as the queue has room for. When more is due than there is
 * room, tenants share the room equally; when there is not even one each, they take turns from
 * tick to tick.
 *
 * Changes no document but the heartbeat, so running twice or dying midway costs repeated
 * pointers at most. A kind that fails does not keep the others from being served; the failure
 * is in the report and the heartbeat.
 */
export async function tick(context: Context): Promise<TickReport> {
  const now = context.clock.now();
  const report = {} as Record<QueueName, KindReport>;
  let before: { readonly last: Stored<Heartbeat> | undefined } | undefined;
  for (const kind of QUEUE_NAMES) {
    try {
      // Read once; a kind at which it cannot be read is left out, and the next one asks again.
      before ??= { last: await readHeartbeat(context.records) };
      report[kind] = await sendDue(context, kind, now, before.last?.value.kinds[kind]);
    } catch (error) {
      report[kind] = { sent: 0, error: errorText(error) };
      context.log.error('Tick could not serve a kind', { kind, error: errorText(error) });
    }
  }
  const { last } = before ?? { last: await readHeartbeat(context.records) };
  await writeHeartbeat(context, now, report, last);
  return report;
}

async function sendDue(
  context: Context,
  kind: QueueName,
  now: Instant,
  last: KindReport | undefined,
): Promise<KindReport> {
  const length = await context.queues.length(kind);
  const budget = await roomIn(context.queues, kind, length, last?.queued);
  const after = last?.after === undefined ? {} : { after: last.after };
  if (budget <= 0) return { sent: 0, queued: length, ...after };
  const selection = await selectDue(context, kind, now, budget, last?.after);
  const pointers: Pointer[] = selection.due.map(({ tenantId, id }) => ({ tenantId, id, kind }));
  if (pointers.length > 0) await context.queues.send(pointers);
  const sent = pointers.length;
  return {
    sent,
    queued: length + sent,
    ...after,
    ...(selection.after !== undefined && { after: selection.after }),
  };
}

/**
 * How many pointers a queue of `length` may take. One that its workers emptied fills up to its cap, and
 * so does one whose messages they all have in hand, even if they died with them: nobody waits behind those.
 * Any other is kept as long as they work off in two ticks, so that whoever comes now does not wait
 * behind an hour's work of somebody else.
 */
async function roomIn(
  queues: Pick<Queues, 'hasWaiting'>,
  kind: QueueName,
  length: number,
  queuedBefore: number | undefined,
): Promise<number> {
  const cap = QUEUE_CAPS[kind];
  const emptied = length <= cap * AS_GOOD_AS_EMPTY;
  if (emptied || queuedBefore === undefined || length >= cap) return cap - length;
  if (!(await queues.hasWaiting(kind))) return cap - length;
  const workedOff = Math.max(0, queuedBefore - length);
  return Math.min(cap, Math.max(2 * workedOff, cap * LEAST_ROOM)) - length;
}

interface Selection {
  readonly due: readonly DuePointer[];
  /** The tenant at which the room ran out. */
  readonly after?: string | undefined;
}

async function selectDue(
  context: Context,
  kind: QueueName,
  now: Instant,
  budget: number,
  after: string | undefined,
): Promise<Selection> {
  const { store } = context.records;
  const oldest = await store.due({ dueKind: kind, until: now, limit: budget });
  if (oldest.length < budget) return { due: takeTurns(oldest, (pointer) => pointer.tenantId) };
  const wants = inTurnAfter(await store.dueTenants(kind, now), after);
  const shares = fairShares(wants, budget);
  const order = [...shares];
  const found: DuePointer[] = [];
  for (let i = 0; i < order.length; i += PARALLEL_READS) {
    const reads = order
      .slice(i, i + PARALLEL_READS)
      .map(([tenantId, limit]) => store.due({ dueKind: kind, until: now, limit, tenantId }));
    found.push(...(await Promise.all(reads)).flat());
  }
  return {
    due: takeTurns(found, (pointer) => pointer.tenantId),
    after: lastFavoured(wants, shares),
  };
}
