import type { Context } from '../platform/context.ts';
import { pointerSchema, type Pointer, type QueueName } from '../platform/queues/queues.ts';
import type { Json } from '../platform/store/document-store.ts';
import { recordPoison } from './failure.ts';
import type { DueDocument } from './model.ts';
import type { Worker, WorkOutcome } from './worker.ts';
import { workPointer } from './work-pointer.ts';

/** A worker with its document type closed over: what a queue trigger needs of it. */
export interface PointerHandler {
  readonly kind: QueueName;
  /** Works a pointer, see {@link workPointer}. */
  work(context: Context, pointer: Pointer): Promise<WorkOutcome>;
  /** Counts a pointer that ended on the poison queue, see {@link recordPoison}. */
  poison(context: Context, pointer: Pointer): Promise<WorkOutcome>;
}

/** The worker of each kind. */
export type Workers = Readonly<Record<QueueName, PointerHandler>>;

/** Closes a worker over its document type. */
export function handlerOf<T extends DueDocument & Json>(worker: Worker<T>): PointerHandler {
  return {
    kind: worker.kind,
    work: (context, pointer) => workPointer(context, worker, pointer),
    poison: (context, pointer) => recordPoison(context, worker, pointer),
  };
}

/** Reads what came from a queue as a pointer of that queue's kind, or undefined when it is not one. */
export function readPointer(message: unknown, kind: QueueName): Pointer | undefined {
  const result = pointerSchema.safeParse(message);
  return result.success && result.data.kind === kind ? result.data : undefined;
}
