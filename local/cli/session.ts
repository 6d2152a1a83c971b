import type { Command } from 'commander';
import { compose, clockOf, dispose } from '../../functions/composition.ts';
import { parseInstant, type Instant } from '../../shared/kernel/instant.ts';
import { ProblemError } from '../../shared/kernel/problem.ts';
import { fixedClock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import type { Context } from '../../shared/platform/context.ts';
import { logTo } from '../../shared/platform/log.ts';
import { inProcessQueues } from '../../shared/platform/queues/in-process-queues.ts';
import { workers } from '../../shared/workers.ts';
import { DEFAULT_DATA_FOLDER, localSettings, type LocalSettings } from '../settings.ts';

/** Options every command has. */
export interface CommonOptions {
  readonly data: string;
  readonly json?: boolean;
}

/** What a command works with. */
export interface Session {
  readonly context: Context;
  readonly settings: LocalSettings;
  /** Works the pointers that use cases of this session put on their queues, and what follows from it. */
  readonly drainOwn: () => Promise<void>;
}

/** Adds the options that every command has. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--data <folder>', 'folder of the local product', DEFAULT_DATA_FOLDER)
    .option('--json', 'print JSON for scripts');
}

/**
 * Runs `act` with the application composed in this process, without any queue: it works
 * beside a running host and without one. `at` makes it act as of that instant; a future one
 * is refused unless texts and e-mails stay on this machine.
 */
export async function inSession<T>(
  options: CommonOptions,
  act: (session: Session) => Promise<T>,
  at?: string,
): Promise<T> {
  const settings = localSettings(options.data);
  const config = readConfig(settings.environment);
  const queues = inProcessQueues();
  const log = logTo((level, message, fields) => {
    if (level === 'warn' || level === 'error') {
      process.stderr.write(`${level}: ${message} ${JSON.stringify(fields)}\n`);
    }
  });
  const clock = at === undefined ? clockOf(config) : fixedClock(instantOption(at));
  const context = await compose(config, log, { clock, queues });
  try {
    if (at !== undefined && clock.now() > clockOf(config).now() && leavesMachine(context)) {
      throw new ProblemError({
        kind: 'future-instant',
        status: 422,
        detail: `--at ${at} lies in the future, and messages would leave this machine.`,
        field: 'at',
        value: at,
        allowed: 'an instant that has passed, or SMS_TRANSPORT=local and EMAIL_TRANSPORT=local',
      });
    }
    const drainOwn = async (): Promise<void> => {
      for (let pointer = queues.take(); pointer !== undefined; pointer = queues.take()) {
        await workers[pointer.kind].work(context, pointer);
      }
    };
    return await act({ context, settings, drainOwn });
  } finally {
    await dispose(context);
  }
}

function leavesMachine({ sms, email }: Context): boolean {
  return !sms.local || email?.transport.local === false;
}

function instantOption(text: string): Instant {
  const result = parseInstant(text);
  if (result.ok) return result.value;
  throw new ProblemError({
    kind: 'invalid-instant',
    status: 422,
    detail: `--at ${JSON.stringify(text)} is not an instant.`,
    field: 'at',
    value: text,
    allowed: 'ISO 8601 with an offset, such as 2026-03-01T09:00:00-05:00',
  });
}
