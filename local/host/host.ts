import { join } from 'node:path';
import type { AppSettings } from './config/app-settings.ts';
import { readHostJson, type QueueSettings } from './config/host-json.ts';
import { loadApp } from './core/app-loader.ts';
import { AppRegistry, type RegisteredFunction } from './core/app-registry.ts';
import { provideFunctionsCore } from './core/functions-core.ts';
import { Invocations, type Outcome } from './core/invocations.ts';
import { listenHttp, type HttpListener } from './http/http-listener.ts';
import { routeTable, type RouteTable } from './http/route-table.ts';
import type { HostLog } from './log-entry.ts';
import type { QueueListener } from './queues/queue-listener.ts';
import { queueListeners } from './queues/queue-triggers.ts';
import { sortByTrigger, type TriggerKinds } from './start-plan.ts';
import { TimerListener } from './timers/timer-listener.ts';

/** How to run an app. */
export interface HostOptions {
  /** Holds package.json (its `main` is the built app) and host.json. */
  readonly appDirectory: string;
  /** On 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** What `AzureWebJobsStorage` stands for. */
  readonly storageConnectionString: string;
  /** Takes the host's lines; by default nobody does. */
  readonly log?: HostLog;
  /** Where timers remember their schedule; by default `.petops/host` of the app. */
  readonly stateDirectory?: string;
  /** The key for functions that are not anonymous; without it they refuse everybody. */
  readonly functionKey?: string;
  /** How long a queue message stays invisible while it is worked on. The runtime's 10 minutes by default. */
  readonly queueLockMs?: number;
  /** How long {@link RunningHost.stop} waits for running invocations; 10 seconds by default. */
  readonly drainMs?: number;
}

/** A running host. */
export interface RunningHost {
  /** `http://127.0.0.1:<port>`, without the route prefix. */
  readonly url: string;
  /**
   * Takes no new work, waits for what runs (bounded), runs the app's `appTerminate` hooks and closes.
   * May be called again; every call resolves when all is done.
   */
  stop(): Promise<void>;
}

const QUEUE_LOCK_MS = 600_000;
const DRAIN_MS = 10_000;

/**
 * Runs a built app as the Functions runtime would: see README.md for what is reproduced. One app per
 * process at a time. Throws HostStartError, with nothing left running, when the app, host.json or
 * the port does not allow a start; a queue service that is away does not.
 */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const log = options.log ?? (() => undefined);
  const settings = readHostJson(options.appDirectory);
  const app = new AppRegistry(log);
  const letGo = provideFunctionsCore(app);
  try {
    const kinds = sortByTrigger(await loadApp(options.appDirectory, app));
    const routes = routeTable(kinds.http, settings.routePrefix);
    for (const message of routes.warnings) log({ source: 'host', level: 'warn', message });
    const triggers = makeTriggers(options, app, kinds, settings.queues);
    const http = await listenHttp({
      port: options.port,
      routes,
      invocations: triggers.invocations,
      functionKey: options.functionKey,
      runByHand: (name, input) => runByHand(triggers, name, input),
    });
    tellWhatRuns(log, http, routes, triggers);
    for (const listener of [...triggers.timers.values(), ...triggers.queues.values()]) {
      listener.start();
    }
    let stopping: Promise<void> | undefined;
    return {
      url: http.url,
      stop: async () => {
        stopping ??= stop(options, app, http, triggers).finally(letGo);
        return stopping;
      },
    };
  } catch (error) {
    letGo();
    throw error;
  }
}

interface Triggers {
  readonly invocations: Invocations;
  readonly timers: ReadonlyMap<string, TimerListener>;
  readonly queues: ReadonlyMap<string, QueueListener>;
}

function makeTriggers(
  options: HostOptions,
  app: AppRegistry,
  kinds: TriggerKinds,
  queueSettings: QueueSettings,
): Triggers {
  const { log } = app;
  const invocations = new Invocations(app);
  const settings: AppSettings = process.env;
  const stateDirectory = options.stateDirectory ?? join(options.appDirectory, '.petops', 'host');
  const timer = (fn: RegisteredFunction) =>
    new TimerListener(fn, { invocations, settings, stateDirectory, log });
  return {
    invocations,
    timers: new Map(kinds.timer.map((fn) => [fn.metadata.name, timer(fn)])),
    queues: queueListeners(
      kinds.queue,
      { settings, storageConnectionString: options.storageConnectionString },
      { invocations, settings: queueSettings, lockMs: options.queueLockMs ?? QUEUE_LOCK_MS, log },
    ),
  };
}

function runByHand(triggers: Triggers, name: string, input: string): Promise<Outcome> | undefined {
  return triggers.timers.get(name)?.runNow() ?? triggers.queues.get(name)?.runNow(input);
}

function tellWhatRuns(
  log: HostLog,
  http: HttpListener,
  { routes }: RouteTable,
  triggers: Triggers,
): void {
  const say = (message: string) => {
    log({ source: 'host', level: 'debug', message });
  };
  for (const { fn, methods, template } of routes) {
    say(`${fn.metadata.name}: [${[...methods].join(',')}] ${http.url}/${template.text}`);
  }
  for (const name of triggers.timers.keys()) say(`${name}: timer`);
  for (const [name, { queue }] of triggers.queues) say(`${name}: queue ${queue.name}`);
}

async function stop(
  options: HostOptions,
  app: AppRegistry,
  http: HttpListener,
  triggers: Triggers,
): Promise<void> {
  const listeners = [...triggers.timers.values(), ...triggers.queues.values()];
  for (const listener of listeners) listener.stop();
  http.refuse();
  const settled = Promise.all(listeners.map((listener) => listener.stopped()));
  if (!(await within(options.drainMs ?? DRAIN_MS, [triggers.invocations.idle(), settled]))) {
    const names = triggers.invocations.running().join(', ');
    app.log({ source: 'host', level: 'warn', message: `Stopped while these still ran: ${names}` });
  }
  const { appOnly, all } = app.hookData;
  await app.runHooks('appTerminate', { hookData: appOnly, appHookData: all });
  await http.close();
}

/** Waits for all, at most `limitMs`; whether all were done by then. */
async function within(limitMs: number, waits: readonly Promise<unknown>[]): Promise<boolean> {
  const limit = Promise.withResolvers<false>();
  const timer = setTimeout(() => {
    limit.resolve(false);
  }, limitMs);
  const done = Promise.all(waits).then(() => true);
  return Promise.race([done, limit.promise]).finally(() => {
    clearTimeout(timer);
  });
}
