import { z } from 'zod';
import { connectionOf, resolveSettings, type AppSettings } from '../config/app-settings.ts';
import type { RegisteredFunction } from '../core/app-registry.ts';
import { triggerOf } from '../core/invoke.ts';
import { HostStartError } from '../start-error.ts';
import { QueueListener, type QueueListenerOptions } from './queue-listener.ts';
import { openTriggerQueue, type TriggerQueue } from './trigger-queue.ts';

const queueTriggerSchema = z.looseObject({
  queueName: z.string(),
  connection: z.string().optional(),
});

/** Storage's rule: 3 to 63 of a-z, 0-9 and single hyphens, which neither start nor end it. */
const QUEUE_NAME = /^(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Makes a listener for each queue function, by function name. Throws {@link HostStartError} for a
 * queue name that storage would refuse and for a setting that is missing.
 */
export function queueListeners(
  functions: readonly RegisteredFunction[],
  app: { readonly settings: AppSettings; readonly storageConnectionString: string },
  options: Omit<QueueListenerOptions, 'onPoison'>,
): ReadonlyMap<string, QueueListener> {
  const listeners = new Map<string, QueueListener>();
  const onPoison = (queueName: string) => {
    for (const listener of listeners.values()) {
      if (listener.queue.name === queueName) listener.wake();
    }
  };
  for (const fn of functions) {
    const listener = new QueueListener(fn, queueOf(fn, app), { ...options, onPoison });
    listeners.set(fn.metadata.name, listener);
  }
  return listeners;
}

function queueOf(
  fn: RegisteredFunction,
  app: { readonly settings: AppSettings; readonly storageConnectionString: string },
): TriggerQueue {
  const { queueName, connection } = queueTriggerSchema.parse(triggerOf(fn).settings);
  const name = resolveSettings(queueName, app.settings);
  if (!QUEUE_NAME.test(name)) {
    throw new HostStartError(`Function "${fn.metadata.name}": "${name}" is no queue name.`);
  }
  return openTriggerQueue(
    connectionOf(connection, app.settings, app.storageConnectionString),
    name,
  );
}
