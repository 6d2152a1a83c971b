import type { Pointer, QueueName, Queues } from '../../../shared/platform/queues/queues.ts';

/** How often the runtime delivers a message before it goes to the poison queue. */
const MAX_DELIVERIES = 5;

interface Waiting {
  readonly pointer: Pointer;
  readonly deliveries: number;
}

/** What becomes of a delivered pointer; a rejection means that its worker crashed. */
export interface PointerWorker {
  work(pointer: Pointer): Promise<unknown>;
  poison(pointer: Pointer): Promise<unknown>;
}

/** A first-in-first-out queue per kind, worked at a pace by hand. */
export interface WorkedQueue extends Queues {
  /**
   * Delivers up to `count` messages of a kind, the longest waiting first. One whose worker
   * crashes comes back behind the others, and is poison after five deliveries.
   */
  deliver(kind: QueueName, count: number, worker: PointerWorker): Promise<void>;
  /** Adds messages whose workers died with them in their hands: they count, and nobody gets them. */
  hide(kind: QueueName, count: number): void;
}

/** Queues in memory that behave as the runtime's do, a minute at a time. */
export function workedQueue(): WorkedQueue {
  const queues = new Map<string, Waiting[]>();
  const hidden = new Map<string, number>();
  const queueOf = (kind: string): Waiting[] => {
    const queue = queues.get(kind) ?? [];
    queues.set(kind, queue);
    return queue;
  };
  return {
    async send(pointers) {
      for (const pointer of pointers) queueOf(pointer.kind).push({ pointer, deliveries: 0 });
    },
    async length(kind) {
      return queueOf(kind).length + (hidden.get(kind) ?? 0);
    },
    async hasWaiting(kind) {
      // One whose worker crashed is hidden for a while.
      return queueOf(kind).some(({ deliveries }) => deliveries === 0);
    },
    hide: (kind, count) => void hidden.set(kind, count),
    async deliver(kind, count, worker) {
      const queue = queueOf(kind);
      const taken = queue.splice(0, count);
      for (const { pointer, deliveries } of taken) {
        try {
          await worker.work(pointer);
        } catch {
          if (deliveries + 1 < MAX_DELIVERIES) queue.push({ pointer, deliveries: deliveries + 1 });
          else await worker.poison(pointer);
        }
      }
    },
  };
}
