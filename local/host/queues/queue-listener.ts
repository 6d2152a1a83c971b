import { setTimeout as sleep } from 'node:timers/promises';
import { RestError } from '@azure/storage-queue';
import type { QueueSettings } from '../config/host-json.ts';
import type { RegisteredFunction } from '../core/app-registry.ts';
import type { Invocations, Outcome } from '../core/invocations.ts';
import type { HostLog } from '../log-entry.ts';
import { renewLock } from './lock-renewal.ts';
import { pollingDelay } from './polling-delay.ts';
import { decodeMessage, messageMetadata } from './queue-message.ts';
import type { HeldMessage, TriggerQueue } from './trigger-queue.ts';

/** What a queue function needs. */
export interface QueueListenerOptions {
  readonly invocations: Invocations;
  readonly settings: QueueSettings;
  /** How long a message stays invisible while it is worked on; renewed at half of it. */
  readonly lockMs: number;
  readonly log: HostLog;
  /** Told the name of a poison queue that just got a message. */
  readonly onPoison: (queueName: string) => void;
}

/**
 * Runs one queue function by the runtime's rules: batches, several messages at a time, renewal of
 * the hold, retry after `visibilityTimeout`, and the poison queue after the last try. Every message
 * may come twice. While the service is away it says so once and keeps trying.
 */
export class QueueListener {
  readonly queue: TriggerQueue;
  readonly #fn: RegisteredFunction;
  readonly #options: QueueListenerOptions;
  readonly #working = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #away = false;
  #loop: Promise<void> | undefined;

  constructor(fn: RegisteredFunction, queue: TriggerQueue, options: QueueListenerOptions) {
    this.#fn = fn;
    this.queue = queue;
    this.#options = options;
  }

  /** Starts to poll. */
  start(): void {
    this.#loop = this.#run();
  }

  /** Takes no further message. Those under way go on; they are awaited elsewhere. */
  stop(): void {
    this.#stopping.abort();
    this.#wake.abort();
  }

  /** Polls at once instead of waiting out a pause. */
  wake(): void {
    this.#wake.abort();
  }

  /** Resolves when polling has ended and every message taken is dealt with, after {@link stop}. */
  async stopped(): Promise<void> {
    await this.#loop;
    await Promise.all(this.#working);
  }

  /** Runs the function now with this text, without a message. */
  async runNow(text: string): Promise<Outcome> {
    return this.#options.invocations.run(this.#fn, { data: { string: text } });
  }

  async #run(): Promise<void> {
    const { batchSize, newBatchThreshold, maxPollingIntervalMs } = this.#options.settings;
    const delay = pollingDelay(maxPollingIntervalMs);
    await this.#attempt(() => this.queue.create());
    while (!this.#stops()) {
      const lockSeconds = Math.ceil(this.#options.lockMs / 1000);
      const batch = await this.#attempt(() => this.queue.receive(batchSize, lockSeconds));
      if (batch === undefined || batch.length === 0) {
        await this.#pause(delay.next());
        continue;
      }
      delay.reset();
      if (this.#stops()) {
        // Taken while the stop came: give them back now, not when their hold runs out.
        await this.#attempt(() => Promise.all(batch.map((held) => this.queue.hold(held, 0))));
        return;
      }
      for (const message of batch) this.#begin(message);
      while (this.#working.size > newBatchThreshold) await Promise.race(this.#working);
    }
  }

  /** Does something with the service; undefined when it is away, which is said once. */
  async #attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await act();
      // A warning too: who was told of the fault wants to be told of its end.
      if (this.#away) this.#say('warn', `Queue ${this.queue.name} answers again.`);
      this.#away = false;
      return result;
    } catch (error) {
      this.#isAway(error);
      return undefined;
    }
  }

  #isAway(error: unknown): void {
    if (!this.#away) {
      this.#say('warn', `Queue ${this.queue.name} does not answer; trying on. ${String(error)}`);
    }
    this.#away = true;
  }

  async #pause(ms: number): Promise<void> {
    if (this.#stops()) return;
    this.#wake = new AbortController();
    await sleep(ms, undefined, { signal: this.#wake.signal }).catch(() => undefined);
  }

  #begin(message: HeldMessage): void {
    const work = this.#work(message)
      .catch((error: unknown) => {
        // The message stays in the queue and comes again when its hold runs out. A service that
        // is away fails all messages under way: that is said once, not for each.
        if (gaveNoAnswer(error)) this.#isAway(error);
        else this.#say('warn', `Message ${message.messageId} was not settled: ${String(error)}`);
      })
      .finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  async #work(message: HeldMessage): Promise<void> {
    const { settings, invocations, lockMs, log } = this.#options;
    const text = decodeMessage(message.messageText, settings.messageEncoding);
    if (text === undefined || message.dequeueCount > settings.maxDequeueCount) {
      await this.#toPoison(message, text === undefined ? 'it is not base64' : 'no try is left');
      return;
    }
    const renewal = renewLock(this.queue, message, lockMs, log);
    const outcome = await invocations.run(this.#fn, {
      data: { string: text },
      metadata: messageMetadata(message, text),
    });
    await renewal.release();
    if (outcome.ok) await this.queue.remove(message);
    else await this.#failed(message);
  }

  async #failed(message: HeldMessage): Promise<void> {
    const { maxDequeueCount, visibilityTimeoutMs } = this.#options.settings;
    // A failure in a poison queue stays invisible until its hold runs out, or it would spin.
    if (this.queue.poisonName === undefined) return;
    if (message.dequeueCount < maxDequeueCount) {
      await this.queue.hold(message, Math.ceil(visibilityTimeoutMs / 1000));
    } else {
      await this.#toPoison(message, `it failed ${maxDequeueCount} times`);
    }
  }

  async #toPoison(message: HeldMessage, why: string): Promise<void> {
    const { poisonName } = this.queue;
    if (poisonName === undefined) return;
    await this.queue.copyToPoison(message);
    await this.queue.remove(message);
    this.#say('warn', `Message ${message.messageId} moved to ${poisonName}: ${why}.`);
    this.#options.onPoison(poisonName);
  }

  #stops(): boolean {
    return this.#stopping.signal.aborted;
  }

  #say(level: 'info' | 'warn', message: string): void {
    this.#options.log({ source: 'host', level, functionName: this.#fn.metadata.name, message });
  }
}

/** Whether the service was not reached at all: whatever it answers has a status. */
function gaveNoAnswer(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === undefined;
}
