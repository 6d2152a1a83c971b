import type { Context } from '../platform/context.ts';
import { QUEUE_NAMES, type Pointer, type QueueName } from '../platform/queues/queues.ts';
import type { DuePointer } from '../platform/store/document-store.ts';
import { errorText } from './failure.ts';
import type { Workers } from './registry.ts';
import type { WorkOutcome } from './worker.ts';

/** How many pointers a drain reads at once. */
const BATCH = 200;

/** How a pointer ended in a drain; `error`: the document could not even be read or claimed. */
type DrainOutcome = WorkOutcome | 'error';

/** Outcomes after which the document is as due as before. */
const UNMOVED: ReadonlySet<DrainOutcome> = new Set(['stale', 'gone', 'overtaken', 'error']);

/** What a drain did: how many pointers ended in each outcome, per kind. */
export type DrainReport = Readonly<Record<QueueName, Partial<Record<DrainOutcome, number>>>>;

/**
 * Works everything that is due now in this process, without any queue, until nothing due is
 * left; work that becomes due by this work is done too. Safe beside a running host: documents
 * are claimed one by one. Work that stays due without moving ends the drain rather than
 * repeating for ever.
 */
export async function drain(
  context: Context,
  workers: Workers,
  onProgress: (done: number) => void = () => undefined,
): Promise<DrainReport> {
  const report = {} as Record<QueueName, Partial<Record<DrainOutcome, number>>>;
  for (const kind of QUEUE_NAMES) report[kind] = {};
  let done = 0;
  for (let moved = true; moved;) {
    moved = false;
    for (const kind of QUEUE_NAMES) {
      for (const pointer of await dueNow(context, kind)) {
        const outcome = await workOne(context, workers, {
          tenantId: pointer.tenantId,
          id: pointer.id,
          kind,
        });
        report[kind][outcome] = (report[kind][outcome] ?? 0) + 1;
        moved ||= !UNMOVED.has(outcome);
        onProgress(++done);
      }
    }
  }
  return report;
}

async function workOne(
  context: Context,
  workers: Workers,
  pointer: Pointer,
): Promise<DrainOutcome> {
  try {
    return await workers[pointer.kind].work(context, pointer);
  } catch (error) {
    context.log.error('Work could not be done', { id: pointer.id, error: errorText(error) });
    return 'error';
  }
}

async function dueNow(context: Context, kind: QueueName): Promise<DuePointer[]> {
  const until = context.clock.now();
  return context.records.store.due({ dueKind: kind, until, limit: BATCH });
}
