import {
  QueueServiceClient,
  type DequeuedMessageItem,
  type QueueClient,
  type RestError,
} from '@azure/storage-queue';

/** A message while this host holds it. */
export interface HeldMessage extends DequeuedMessageItem {
  /** Proof of holding; changes with each renewal. */
  popReceipt: string;
}

/** One queue that a function is triggered by, and where its poison goes. */
export interface TriggerQueue {
  readonly name: string;
  /** Undefined for a poison queue: its failures stay in it. */
  readonly poisonName: string | undefined;
  /** Creates the queue unless it exists. */
  create(): Promise<void>;
  /** Takes up to `count` messages, invisible to others for `lockSeconds`. An absent queue is made. */
  receive(count: number, lockSeconds: number): Promise<readonly HeldMessage[]>;
  /** Holds the message for `seconds` from now; 0 gives it back. False when it is no longer held. */
  hold(message: HeldMessage, seconds: number): Promise<boolean>;
  /** Deletes the message. False when it is no longer held. */
  remove(message: HeldMessage): Promise<boolean>;
  /** Copies the text as it is to the poison queue, which is made when it is missing. */
  copyToPoison(message: HeldMessage): Promise<void>;
}

/** Somebody else holds the message, or it or its queue is gone: there is nothing left to do. */
const LOST = new Set([
  'PopReceiptMismatch',
  'MessageNotFound',
  'QueueNotFound',
  'QueueBeingDeleted',
  'QueueDisabled',
]);

const FOREVER = -1;

/** Opens a queue by its name. Nothing is sent yet; every call may reject when the service is away. */
export function openTriggerQueue(connectionString: string, name: string): TriggerQueue {
  const service = QueueServiceClient.fromConnectionString(connectionString, {
    // The listener has its own back-off; the client only bridges a hiccup.
    retryOptions: { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1000 },
  });
  const queue = service.getQueueClient(name);
  const poisonName = name.endsWith('-poison') ? undefined : `${name}-poison`;
  return {
    name,
    poisonName,
    create: async () => {
      await queue.createIfNotExists();
    },
    receive: async (count, lockSeconds) => receive(queue, count, lockSeconds),
    hold: async (message, seconds) =>
      unlessLost(async () => {
        const { messageId, popReceipt } = message;
        const held = await queue.updateMessage(messageId, popReceipt, undefined, seconds);
        message.popReceipt = held.popReceipt ?? popReceipt;
      }),
    remove: async (message) =>
      unlessLost(async () => {
        await queue.deleteMessage(message.messageId, message.popReceipt);
      }),
    copyToPoison: async (message) => {
      if (poisonName === undefined) return;
      const poison = service.getQueueClient(poisonName);
      await poison.createIfNotExists();
      await poison.sendMessage(message.messageText, { messageTimeToLive: FOREVER });
    },
  };
}

async function receive(
  queue: QueueClient,
  count: number,
  lockSeconds: number,
): Promise<readonly HeldMessage[]> {
  try {
    const { receivedMessageItems } = await queue.receiveMessages({
      numberOfMessages: count,
      visibilityTimeout: lockSeconds,
    });
    return receivedMessageItems;
  } catch (error) {
    if (codeOf(error) !== 'QueueNotFound') throw error;
    await queue.createIfNotExists();
    return [];
  }
}

async function unlessLost(act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (LOST.has(codeOf(error))) return false;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return (error as Partial<RestError> | null)?.code ?? '';
}
