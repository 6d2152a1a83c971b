import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { resolveSettings, type AppSettings } from '../config/app-settings.ts';
import type { RegisteredFunction } from '../core/app-registry.ts';
import type { Invocations, Outcome } from '../core/invocations.ts';
import { triggerOf } from '../core/invoke.ts';
import type { HostLog } from '../log-entry.ts';
import { parseNcrontab, type Schedule } from './ncrontab.ts';
import { statusFile, type StatusFile } from './status-file.ts';
import { startOfTimer, statusAfterRun, type TimerStatus } from './timer-status.ts';

const timerTriggerSchema = z.looseObject({
  schedule: z.string(),
  runOnStartup: z.boolean().default(false),
  useMonitor: z.boolean().default(true),
});

/** A longer sleep would not notice that the machine slept or that its clock was set. */
const LONGEST_SLEEP_MS = 30_000;

/** What a timer needs. */
export interface TimerOptions {
  readonly invocations: Invocations;
  readonly settings: AppSettings;
  readonly stateDirectory: string;
  readonly log: HostLog;
}

/**
 * Runs one timer function on its schedule: never two runs at once (occurrences missed while a run
 * lasts make one run together, right after it), and a failed run changes nothing for the next. Throws HostStartError for a
 * schedule that cannot be read.
 */
export class TimerListener {
  readonly #fn: RegisteredFunction;
  readonly #options: TimerOptions;
  readonly #schedule: Schedule;
  readonly #runOnStartup: boolean;
  /** Undefined when the timer keeps no status, as the runtime decides for more than one run a minute. */
  readonly #file: StatusFile | undefined;
  readonly #stopping = new AbortController();
  #status: TimerStatus;
  #loop: Promise<void> | undefined;

  constructor(fn: RegisteredFunction, options: TimerOptions) {
    const trigger = timerTriggerSchema.parse(triggerOf(fn).settings);
    this.#fn = fn;
    this.#options = options;
    this.#schedule = parseNcrontab(resolveSettings(trigger.schedule, options.settings));
    this.#runOnStartup = trigger.runOnStartup;
    this.#file =
      trigger.useMonitor && !this.#schedule.subMinute
        ? statusFile(options.stateDirectory, fn.metadata.name)
        : undefined;
    this.#status = startOfTimer(undefined, this.#schedule, new Date()).status;
  }

  /** Starts the schedule: at once when an occurrence was missed or the timer runs at start. */
  start(): void {
    const { status, isPastDue } = startOfTimer(this.#file?.read(), this.#schedule, new Date());
    this.#keep(status);
    this.#loop = this.#run(isPastDue);
  }

  /** Takes no further occurrence. A run under way goes on; it is awaited elsewhere. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Runs the function now, beside the schedule. */
  async runNow(isPastDue = false): Promise<Outcome> {
    return this.#options.invocations.run(this.#fn, {
      data: { json: JSON.stringify(this.#timerInfo(isPastDue)) },
    });
  }

  /** Resolves when the loop has ended, after {@link stop}. */
  async stopped(): Promise<void> {
    await this.#loop;
  }

  async #run(isPastDue: boolean): Promise<void> {
    if (isPastDue || this.#runOnStartup) await this.#occur(isPastDue);
    while (await this.#waitForNext()) await this.#occur(false);
  }

  async #occur(isPastDue: boolean): Promise<void> {
    const startedAt = new Date();
    await this.runNow(isPastDue);
    this.#keep(statusAfterRun(this.#status, this.#schedule, startedAt));
  }

  /** Waits for the next occurrence; false when the listener stops first. */
  async #waitForNext(): Promise<boolean> {
    const { signal } = this.#stopping;
    for (;;) {
      if (signal.aborted) return false;
      const leftMs = Date.parse(this.#status.next) - Date.now();
      if (leftMs <= 0) return true;
      await sleep(Math.min(leftMs, LONGEST_SLEEP_MS), undefined, { signal }).catch(() => undefined);
    }
  }

  #keep(status: TimerStatus): void {
    this.#status = status;
    try {
      this.#file?.write(status);
    } catch (error) {
      this.#options.log({
        source: 'host',
        level: 'error',
        functionName: this.#fn.metadata.name,
        message: `The timer's status could not be kept: ${String(error)}`,
      });
    }
  }

  #timerInfo(isPastDue: boolean): object {
    const { last, next, lastUpdated } = this.#status;
    const never = '0001-01-01T00:00:00+00:00';
    return {
      Schedule: { AdjustForDST: true },
      ScheduleStatus:
        this.#file === undefined
          ? null
          : { Last: last ?? never, Next: next, LastUpdated: lastUpdated },
      IsPastDue: isPastDue,
    };
  }
}
