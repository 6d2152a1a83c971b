import { QueueServiceClient, type QueueClient } from '@azure/storage-queue';
import { join } from 'node:path';
import { fixedClock } from '../../shared/platform/clock.ts';
import type { Context } from '../../shared/platform/context.ts';
import { randomIds } from '../../shared/platform/ids.ts';
import { silentLog } from '../../shared/platform/log.ts';
import { inProcessQueues } from '../../shared/platform/queues/in-process-queues.ts';
import { storageQueues } from '../../shared/platform/queues/storage-queues.ts';
import { localOutbox } from '../../shared/platform/sms/local-outbox.ts';
import { recordsOver } from '../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { startAzurite } from '../fixtures/azurite.ts';
import { noFiles } from '../fixtures/no-files.ts';
import { populate, SCANNED_AT } from './scan-world.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** A business over SQLite whose pointers travel on queues of Azurite. */
export interface AzuriteWorld {
  readonly context: Context;
  /** Makes a queue, or opens the one of that name. */
  readonly queue: (name: string) => Promise<QueueClient>;
}

/**
 * Lets `act` use a business with so many pets on SQLite, its pointers in this process; owners have one and two
 * by turns, so that two of three pets are somebody's first. Everything is gone afterwards.
 */
export async function inPopulatedWorld<T>(
  pets: number,
  act: (context: Context) => Promise<T>,
): Promise<T> {
  return inTemporaryFolder(async (folder) => {
    const context = contextIn(folder);
    try {
      await populate(context, { pets, duePets: 1 });
      return await act(context);
    } finally {
      await context.records.store.close();
    }
  });
}

/** Lets `act` use a business whose pointers travel on a new Azurite, which ends with it. */
export async function onAzurite<T>(
  inProcess: Context,
  act: (world: AzuriteWorld) => Promise<T>,
): Promise<T> {
  const azurite = await startAzurite();
  try {
    const { connectionString } = azurite;
    const service = QueueServiceClient.fromConnectionString(connectionString);
    // A pointer that a busy machine loses would be left to the tick, which nothing beats here.
    const queues = storageQueues({ connectionString, timeoutMs: 60_000 });
    return await act({
      context: { ...inProcess, queues },
      queue: async (name) => {
        const queue = service.getQueueClient(name);
        await queue.createIfNotExists();
        return queue;
      },
    });
  } finally {
    await azurite.stop();
  }
}

function contextIn(folder: string): Context {
  const clock = fixedClock(SCANNED_AT);
  const store = openSqliteStore({ file: join(folder, 'world.sqlite'), clock, ids: randomIds });
  return {
    records: recordsOver(store),
    queues: inProcessQueues(),
    files: noFiles,
    sms: localOutbox({ file: join(folder, 'outbox.jsonl'), clock }),
    clock,
    ids: randomIds,
    log: silentLog,
  };
}
