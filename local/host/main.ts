import { resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { readLocalSettings } from './config/local-settings.ts';
import { startHost, type HostOptions, type RunningHost } from './host.ts';
import { printLog } from './print-log.ts';
import { HostStartError } from './start-error.ts';

const HELP = `Runs the built app on this machine.

  node local/host/main.ts [options]

  --port <n>                port on 127.0.0.1, 0 for a free one   (7071)
  --app <directory>         holds package.json and host.json      (.)
  --storage <connection>    queues and timers                     (AzureWebJobsStorage)
  --state <directory>       where timers remember their schedule  (<app>/.petops/host)
  --function-key <key>      for functions that are not anonymous
  --queue-lock-seconds <n>  how long a message is held            (600)
  --drain-seconds <n>       how long a stop waits for work        (10)
  --quiet                   print warnings and failures only
`;

function readOptions(): { readonly host: HostOptions; readonly quiet: boolean } | undefined {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '7071' },
      app: { type: 'string', default: '.' },
      storage: { type: 'string' },
      state: { type: 'string' },
      'function-key': { type: 'string' },
      'queue-lock-seconds': { type: 'string', default: '600' },
      'drain-seconds': { type: 'string', default: '10' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const appDirectory = resolve(values.app);
  for (const [name, value] of Object.entries(readLocalSettings(appDirectory))) {
    process.env[name] ??= value;
  }
  const storage = values.storage ?? process.env['AzureWebJobsStorage'];
  if (storage === undefined || storage === '') {
    throw new HostStartError('Set AzureWebJobsStorage or give --storage: a connection string.');
  }
  const key = values['function-key'];
  return {
    quiet: values.quiet,
    host: {
      appDirectory,
      port: number('--port', values.port, 0, 65_535),
      storageConnectionString: storage,
      queueLockMs: 1000 * number('--queue-lock-seconds', values['queue-lock-seconds'], 1, 604_800),
      drainMs: 1000 * number('--drain-seconds', values['drain-seconds'], 0, 3600),
      ...(values.state === undefined ? {} : { stateDirectory: resolve(values.state) }),
      ...(key === undefined ? {} : { functionKey: key }),
    },
  };
}

function number(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new HostStartError(`${name} takes a whole number from ${min} to ${max}, not "${text}".`);
}

function fail(error: unknown): never {
  const known = error instanceof HostStartError || error instanceof TypeError;
  process.stderr.write(`${known ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exit(1);
}

/** Stops on Ctrl-C, on SIGTERM and when the process that forked this one is gone. */
function stopOnSignals(host: RunningHost): void {
  let asked = false;
  const stop = () => {
    // Whoever asks twice does not want to wait.
    if (asked) process.exit(130);
    asked = true;
    host.stop().then(() => process.exit(0), fail);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);
  // Whoever forked this process may have gone while it was starting.
  if (process.send !== undefined && !process.connected) stop();
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === undefined) {
    process.stdout.write(HELP);
    return;
  }
  process.setSourceMapsEnabled(true);
  const log = printLog((line) => process.stdout.write(line), {
    quiet: options.quiet,
    colour: process.stdout.isTTY,
  });
  const host = await startHost({ ...options.host, log });
  stopOnSignals(host);
  process.stdout.write(`The functions host listens at ${host.url}\n`);
  process.send?.({ url: host.url });
}

// The app runs in this process: after an error that nobody caught its state is unknown.
process.on('uncaughtException', fail);
await main().catch(fail);
