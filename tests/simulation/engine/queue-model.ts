import type { Dice } from '../../../local/demo/dice.ts';
import {
  QUEUE_NAMES,
  QueuesUnavailableError,
  type Pointer,
  type QueueName,
  type Queues,
} from '../../../shared/platform/queues/queues.ts';
import { callPort, type Invocation, type Surroundings } from './instance.ts';

/** Times a message is delivered before it goes to the poison queue. */
const MAX_DEQUEUES = 5;
/** How long a message whose handler failed stays out of sight. */
const RETRY_MS = 30_000;
/** How long a message whose handler died stays out of sight: the runtime's lock. */
const LOCK_MS = 10 * 60_000;

interface QueueMessage {
  readonly pointer: Pointer;
  readonly poison: boolean;
  dequeues: number;
  /** Whether somebody has it, or died with it, or it is hidden until it is tried again. */
  inHand: boolean;
}

/** How a delivery ended; a handler that died never says. */
export type Delivery = (
  pointer: Pointer,
  poison: boolean,
) => Promise<'completed' | 'failed'> | undefined;

/** The one true queue service, with its runtime: visibility, dequeue counts, poison queues. */
export interface QueueModel {
  send(pointers: readonly Pointer[]): void;
  length(queue: QueueName): number;
  hasWaiting(queue: QueueName): boolean;
  isEmpty(): boolean;
  /** Puts a pointer that travelled before on its queue once more, if there was one. */
  repeatOld(): void;
}

/** The queues; `deliver` hands a pointer to a living instance, or says undefined when there is none. */
export function queueModel(world: Surroundings, dice: Dice, deliver: Delivery): QueueModel {
  const queues = new Map(QUEUE_NAMES.map((name) => [name, new Set<QueueMessage>()]));
  const held = (name: QueueName): Set<QueueMessage> => queues.get(name) ?? new Set();
  const travelled: Pointer[] = [];

  const showAfter = (message: QueueMessage, ms: number): void => {
    world.timeline.after(ms, () => show(message));
  };

  const show = (message: QueueMessage): void => {
    const queue = held(message.pointer.kind);
    if (!queue.has(message)) return;
    if (world.injector.occurs('pointer-lost')) {
      world.trace(() => `queue lost ${message.pointer.id}`);
      queue.delete(message);
      return;
    }
    const handling = deliver(message.pointer, message.poison);
    if (handling === undefined) {
      message.inHand = false;
      showAfter(message, 10_000);
      return;
    }
    message.dequeues += 1;
    message.inHand = true;
    let ended = false;
    // A dead handler lets its lock run out; a living one renews it.
    const lockEnds = world.timeline.nowMs() + dice.int(LOCK_MS / 2, LOCK_MS);
    world.timeline.at(lockEnds, () => {
      if (ended || !queue.has(message) || retire(message)) return;
      show(message);
    });
    void handling.then((result) => {
      ended = true;
      if (result === 'failed') {
        if (!retire(message)) showAfter(message, RETRY_MS);
      } else if (world.injector.occurs('pointer-delete-failed')) showAfter(message, LOCK_MS);
      else queue.delete(message);
    });
    if (world.injector.occurs('pointer-twice')) {
      world.timeline.after(dice.int(0, 50), () => void deliver(message.pointer, message.poison));
    }
  };

  // A poison queue has no poison queue of its own: such a message is given up in silence.
  const retire = (message: QueueMessage): boolean => {
    if (message.dequeues < MAX_DEQUEUES) return false;
    const queue = held(message.pointer.kind);
    queue.delete(message);
    if (!message.poison) put(message.pointer, true);
    return true;
  };

  const put = (pointer: Pointer, poison: boolean): void => {
    const message = { pointer, poison, dequeues: 0, inHand: false };
    held(pointer.kind).add(message);
    showAfter(message, dice.int(0, dice.chance(20) ? 20_000 : 400));
  };

  return {
    send(pointers) {
      for (const pointer of pointers) {
        travelled.push(pointer);
        put(pointer, false);
      }
    },
    length: (queue) => held(queue).size,
    hasWaiting: (queue) => [...held(queue)].some(({ inHand }) => !inHand),
    isEmpty: () => QUEUE_NAMES.every((name) => held(name).size === 0),
    repeatOld() {
      if (travelled.length > 0) put(dice.pick(travelled), false);
    },
  };
}

/** The queues as an invocation reaches them. */
export function queuePort(world: Surroundings, model: QueueModel, invocation: Invocation): Queues {
  const failed = (): never => {
    throw new QueuesUnavailableError('The queues do not answer.');
  };
  return {
    send: async (pointers) =>
      callPort(world, invocation, {
        port: 'queue',
        label: () => `enqueue ${pointers.map(({ id }) => id).join(', ')}`,
        possible: [
          'refused',
          'timed-out',
          'applied-then-timed-out',
          'slow',
          'crash-before',
          'crash-after',
        ],
        apply: async () => model.send(pointers),
        failed,
      }),
    length: async (queue) =>
      callPort(world, invocation, {
        port: 'queue',
        label: () => `length ${queue}`,
        possible: ['refused', 'timed-out', 'slow', 'crash-before'],
        apply: async () => model.length(queue),
        reads: true,
        isNothing: (length) => length === 0,
        failed,
      }),
    hasWaiting: async (queue) =>
      callPort(world, invocation, {
        port: 'queue',
        label: () => `peek ${queue}`,
        possible: ['refused', 'timed-out', 'slow', 'crash-before'],
        apply: async () => model.hasWaiting(queue),
        reads: true,
        failed,
      }),
  };
}
