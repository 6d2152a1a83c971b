import type { Pointer, QueueName, Queues } from './queues.ts';

/** Queues in this process's memory. */
export interface InProcessQueues extends Queues {
  /**
   * Takes the oldest waiting pointer, of one queue or of any; undefined when none waits.
   * A pointer taken is gone: the work it points to is still due in the store if it fails.
   */
  take(queue?: QueueName): Pointer | undefined;
}

/**
 * Queues for a command that does its own work while no host runs: what use cases send, the
 * command takes. Nothing survives the process, and nothing is lost by that, because pointers
 * are hints. `length` counts waiting pointers only.
 */
export function inProcessQueues(): InProcessQueues {
  let waiting: Pointer[] = [];
  let taken = 0;
  return {
    async send(pointers) {
      waiting.push(...pointers.map(({ tenantId, id, kind }) => ({ tenantId, id, kind })));
    },

    async length(queue) {
      return waiting.slice(taken).filter((it) => it.kind === queue).length;
    },
    async hasWaiting(queue) {
      return waiting.slice(taken).some((it) => it.kind === queue);
    },
    take(queue) {
      if (queue !== undefined) {
        const at = waiting.findIndex((it, n) => n >= taken && it.kind === queue);
        return at < 0 ? undefined : waiting.splice(at, 1)[0];
      }
      const pointer = waiting[taken];
      if (pointer === undefined) return undefined;
      taken += 1;
      // Moving the rest up at each take would cost the square of the queue's length.
      if (taken > 1000) {
        waiting = waiting.slice(taken);
        taken = 0;
      }
      return pointer;
    },
  };
}
