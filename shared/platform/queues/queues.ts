import { z } from 'zod';

/** Every queue, defined once. Each has a `-poison` sibling made by the platform. */
export const QUEUE_NAMES = [
  'jobs',
  'events',
  'appointments',
  'workflow-steps',
  'workflow-steps-bulk',
  'sms',
  'sms-bulk',
  'receipts',
  'inbound',
  'emails',
  'days',
] as const;

/** A queue's name. Due work of a kind travels on the queue of the same name. */
export type QueueName = (typeof QUEUE_NAMES)[number];

/**
 * What travels on a queue: where due work lies. A hint, never the truth; it may
 * arrive twice, late, out of order or not at all. Carries no personal data.
 */
export const pointerSchema = z.object({
  tenantId: z.string().min(1),
  id: z.string().min(1),
  kind: z.enum(QUEUE_NAMES),
});
/** A pointer to due work. */
export type Pointer = z.infer<typeof pointerSchema>;

/** The port to the queues. */
export interface Queues {
  /** Puts pointers on the queue of their kind; throws {@link QueuesUnavailableError} when it cannot. */
  send(pointers: readonly Pointer[]): Promise<void>;
  /** About how many messages a queue holds, those being worked on included. */
  length(queue: QueueName): Promise<number>;
  /**
   * Whether a message waits that nobody has in hand. A queue of some length in which none does keeps nobody
   * waiting: its messages are being worked on, or hidden for minutes because their workers died.
   */
  hasWaiting(queue: QueueName): Promise<boolean>;
}

/** The queues did not answer. Nothing is lost: the tick finds the work again. */
export class QueuesUnavailableError extends Error {
  override name = 'QueuesUnavailableError';
  readonly retryable = true;
}
