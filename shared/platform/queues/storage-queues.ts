import type { QueueServiceClient } from '@azure/storage-queue';
import { managedIdentity } from '../managed-identity.ts';
import { openedOnce } from '../opened-once.ts';
import { QueuesUnavailableError, type Pointer, type QueueName, type Queues } from './queues.ts';

/** Where the queues are and who asks. */
export type StorageQueuesPlace =
  | { readonly connectionString: string }
  | {
      /** `https://<account>.queue.core.windows.net` */
      readonly serviceUri: string;
      /** Client id of the user-assigned identity; without it the app's system-assigned one signs in. */
      readonly clientId?: string;
    };

/** Settings of {@link storageQueues}. */
export type StorageQueuesOptions = StorageQueuesPlace & {
  /** Upper limit of one request in milliseconds; 5000 by default. */
  readonly timeoutMs?: number;
  /** Requests under way at once in one `send`; 16 by default. */
  readonly parallel?: number;
  /**
   * Whether a queue that is not there is made; false by default. In production the queues come
   * with the infrastructure, and a missing one is a fault to be seen. On a developer's machine
   * a command may well be the first to reach an empty Azurite.
   */
  readonly createMissing?: boolean;
};

const DEFAULT_TIMEOUT_MS = 5000;
const DEFAULT_PARALLEL = 16;
const NEVER_EXPIRES = -1;

/**
 * Queues of an Azure storage account, or of Azurite. A pointer travels as plain
 * JSON (the host is set to `messageEncoding: none`) and never expires. One try per request:
 * the tick is the retry. `send` stops at the first failure, so it may have sent a part.
 * The SDK takes some 150 ms to load and is loaded at the first call. Keyless access signs in as the
 * app's managed identity, which needs the role Storage Queue Data Contributor.
 */
export function storageQueues(options: StorageQueuesOptions): Queues {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const service = openedOnce(async () => connect(options, timeoutMs));
  const queueClient = async (queue: QueueName) => (await service()).getQueueClient(queue);

  const ask = async <T>(
    queue: QueueName,
    request: (client: Awaited<ReturnType<typeof queueClient>>, signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    try {
      const client = await queueClient(queue);
      try {
        return await request(client, AbortSignal.timeout(timeoutMs));
      } catch (error) {
        if (options.createMissing !== true || codeOf(error) !== 'QueueNotFound') throw error;
        await client.createIfNotExists({ abortSignal: AbortSignal.timeout(timeoutMs) });
        return await request(client, AbortSignal.timeout(timeoutMs));
      }
    } catch (error) {
      throw unavailable(queue, error);
    }
  };

  return {
    async send(pointers) {
      await eachInParallel(pointers, options.parallel ?? DEFAULT_PARALLEL, (pointer) =>
        ask(pointer.kind, (client, abortSignal) =>
          client.sendMessage(messageOf(pointer), {
            messageTimeToLive: NEVER_EXPIRES,
            abortSignal,
          }),
        ),
      );
    },
    async length(queue) {
      const properties = await ask(queue, (client, abortSignal) =>
        client.getProperties({ abortSignal }),
      );
      return properties.approximateMessagesCount ?? 0;
    },
    async hasWaiting(queue) {
      const peeked = await ask(queue, (client, abortSignal) =>
        client.peekMessages({ numberOfMessages: 1, abortSignal }),
      );
      return peeked.peekedMessageItems.length > 0;
    },
  };
}

async function connect(place: StorageQueuesPlace, timeoutMs: number): Promise<QueueServiceClient> {
  const once = { retryOptions: { maxTries: 1, tryTimeoutInMs: timeoutMs } };
  const { QueueServiceClient } = await import('@azure/storage-queue');
  if ('connectionString' in place) {
    return QueueServiceClient.fromConnectionString(place.connectionString, once);
  }
  const credential = await managedIdentity(place.clientId);
  return new QueueServiceClient(place.serviceUri, credential, once);
}

/** Only these three fields, whatever else the object carries: queues hold no personal data. */
function messageOf({ tenantId, id, kind }: Pointer): string {
  return JSON.stringify({ tenantId, id, kind });
}

/** Runs `work` over the items, at most `parallel` at once; starts no more after a failure. */
async function eachInParallel<T>(
  items: readonly T[],
  parallel: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const rest = items.values();
  let failed = false;
  const lane = async () => {
    for (const item of rest) {
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = Array.from({ length: Math.min(parallel, items.length) }, lane);
  const ended = await Promise.allSettled(lanes);
  const failure = ended.find((it) => it.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

function unavailable(queue: QueueName, cause: unknown): QueuesUnavailableError {
  return new QueuesUnavailableError(`The queue "${queue}" did not answer (${codeOf(cause)}).`, {
    cause,
  });
}

/** A short name for what went wrong: the service's code, the system's, or the error's name. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown error';
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
  if ('statusCode' in error && typeof error.statusCode === 'number') {
    return `HTTP ${String(error.statusCode)}`;
  }
  return error instanceof Error ? error.name : 'unknown error';
}
