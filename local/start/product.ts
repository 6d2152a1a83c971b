import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from '../build/bundle.ts';
import { reportFailure } from '../cli/report-failure.ts';
import { writeFolderPorts, type LocalPorts } from '../folder-ports.ts';
import { readOutbox } from '../outbox.ts';
import { DEFAULT_DATA_FOLDER, localSettings, type LocalSettings } from '../settings.ts';
import { localPassword } from '../sign-in/local-password.ts';
import { signInSecrets } from '../sign-in/secrets.ts';
import { children, type Children } from './children.ts';
import { followOutbox } from './follow-outbox.ts';
import { greeting } from './greeting.ts';
import { playReceipts } from './play-receipts.ts';
import { isTaken, untilListening } from './ports.ts';
import { seedDemo } from './seed-demo.ts';

const HELP = `Runs the whole product on this machine: no account, no Docker.

  npm start -- [options]

  --data <folder>       where everything is kept          (.petops)
  --port <n>            API and admin page                (7071)
  --sign-in-port <n>    sign-in server                    (7072)
  --blob-port <n>       Azurite, blobs                    (10000)
  --queue-port <n>      Azurite, queues                   (10001)
  --table-port <n>      Azurite, tables                   (10002)
  --verbose             show every invocation, and what Azurite says
`;

const START_LIMIT_MS = 30_000;
const AZURITE = 'Azurite';

const options = readOptions();
let stopping: Promise<void> | undefined;

if (options.help) process.stdout.write(HELP);
else await run().catch((error: unknown) => process.exit(reportFailure(error)));

async function run(): Promise<void> {
  const ports: LocalPorts = {
    api: portOf('port'),
    signIn: portOf('sign-in-port'),
    blobs: portOf('blob-port'),
    queues: portOf('queue-port'),
  };
  const tables = portOf('table-port');
  const settings = withReceipts(localSettings(options.data, ports));
  const taken = await takenPort({ ...ports, tables });
  if (taken !== undefined) {
    say(
      `Port ${String(taken)} is taken: is PetOps running already? Another one: npm start -- --help`,
    );
    process.exit(1);
  }
  say('Preparing the demo business ...');
  const seeding = await seedDemo(settings);
  writeFolderPorts(settings.folder, ports);
  await bundle();
  const family = children((name, code) => {
    say(`${name} ended by itself (code ${String(code)}); stopping.${remedyFor(name, settings)}`);
    void stop(family, 1);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void stop(family, 0));
  }
  // Counted before the host runs: a text it sends at once is to be seen too.
  const before = (await readOutbox(settings.outboxFile)).length;
  try {
    await startAll(family, settings, tables);
  } catch (error) {
    await stop(family, reportFailure(error));
  }
  const password = localPassword(await signInSecrets(settings.folder));
  greeting(settings, seeding, password).forEach(say);
  followOutbox(settings.outboxFile, before, say);
  playBack(settings);
  await tickNow(settings);
}

async function startAll(family: Children, settings: LocalSettings, tables: number): Promise<void> {
  const { ports, folder, environment } = settings;
  family.start({
    name: AZURITE,
    quiet: !options.verbose,
    module: here('./azurite-child.ts'),
    args: [
      ...['--location', `${folder}/azurite`],
      ...['--blobPort', String(ports.blobs), '--queuePort', String(ports.queues)],
      ...['--tablePort', String(tables)],
      ...['--silent', '--skipApiVersionCheck', '--disableTelemetry'],
    ],
    environment,
  });
  family.start({
    name: 'The sign-in server',
    module: here('./sign-in-child.ts'),
    args: ['--port', String(ports.signIn), '--data', folder],
    environment,
  });
  await untilListening(ports.queues, START_LIMIT_MS);
  await untilListening(ports.signIn, START_LIMIT_MS);
  family.start({
    name: 'The functions host',
    module: here('../host/main.ts'),
    args: [
      ...['--port', String(ports.api), '--state', `${folder}/host`],
      ...(options.verbose ? [] : ['--quiet']),
    ],
    environment,
  });
  await untilListening(ports.api, START_LIMIT_MS);
}

/** The host believes receipts that are signed with this start's secret. */
function withReceipts(settings: LocalSettings): LocalSettings {
  const SMS_LOCAL_TOKEN = randomBytes(32).toString('hex');
  return { ...settings, environment: { SMS_LOCAL_TOKEN, ...settings.environment } };
}

/** Plays the receipts of the texts that stay on this machine. */
function playBack({ environment, outboxFile, ports }: LocalSettings): void {
  const { SMS_TRANSPORT, SMS_LOCAL_TOKEN: token, PUBLIC_BASE_URL: publicBaseUrl } = environment;
  if (SMS_TRANSPORT !== 'local' || token === undefined || publicBaseUrl === undefined) return;
  const host = `http://127.0.0.1:${String(ports.api)}`;
  playReceipts({ outboxFile, host, publicBaseUrl, token });
}

/** Lets the minute clock beat at once: nobody who has just started wants to wait for the full minute. */
async function tickNow({ ports }: LocalSettings): Promise<void> {
  const address = `http://127.0.0.1:${String(ports.api)}/admin/functions/tick`;
  // With SCHEDULER_ENABLED=false there is no such function, which is an answer as good as any.
  await fetch(address, { method: 'POST', body: '{}' }).catch(() => undefined);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        data: { type: 'string', default: DEFAULT_DATA_FOLDER },
        port: { type: 'string', default: '7071' },
        'sign-in-port': { type: 'string', default: '7072' },
        'blob-port': { type: 'string', default: '10000' },
        'queue-port': { type: 'string', default: '10001' },
        'table-port': { type: 'string', default: '10002' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    process.exit(1);
  }
}

/** What helps when a child has ended by itself, where there is something. */
function remedyFor(name: string, { folder }: LocalSettings): string {
  return name === AZURITE
    ? ` If its data are damaged, delete ${folder}/azurite: nothing is lost by that.`
    : '';
}

async function stop(family: Children, code: number): Promise<void> {
  stopping ??= family.stopAll();
  await stopping;
  process.exit(code);
}

async function takenPort(ports: Readonly<Record<string, number>>): Promise<number | undefined> {
  for (const port of Object.values(ports)) if (await isTaken(port)) return port;
  return undefined;
}

function portOf(name: Exclude<keyof typeof options, 'data' | 'verbose' | 'help'>): number {
  const port = Number(options[name]);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  say(`--${name} takes a port from 1 to 65535, not ${JSON.stringify(options[name])}.`);
  process.exit(1);
}

function here(module: string): string {
  return fileURLToPath(new URL(module, import.meta.url));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
