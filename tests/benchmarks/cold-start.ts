import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fixedClock } from '../../shared/platform/clock.ts';
import { randomIds } from '../../shared/platform/ids.ts';
import { openSqliteStore } from '../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { startAzurite } from '../fixtures/azurite.ts';
import { median, type Benchmark, type Comparison } from './benchmark.ts';
import { buildApp, bytesOf, type BuiltApp } from './built-app.ts';
import { firstAnswer } from './first-answer.ts';
import { SCANNED_AT } from './scan-world.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const ROUNDS = 9;

const root = resolve(import.meta.dirname, '../..');

/**
 * From the start of the process to the first answered request that reads the store: PetOps'
 * `GET /api/health` against the one function of `minimal-app/`. Fair, because both are built by the
 * same bundler, run by the same host in a fresh process, open the same SQLite file and read one row
 * of it by its key; both load `@azure/functions` and `node:sqlite` when they start, and carry
 * `@azure/storage-queue` and `twilio` as chunks for first use. What PetOps adds is all its own:
 * its queues and clock, its schemas, its libraries. Starts go by turns, medians are compared.
 * Also: how much of twilio is read at the start, which must be nothing.
 */
export const coldStart: Benchmark = {
  name: 'cold-start',
  async run() {
    return inTemporaryFolder(async (folder) => {
      const petops = await buildApp(join(folder, 'petops'), join(root, 'functions/index.ts'));
      const minimalEntry = fileURLToPath(new URL('./minimal-app/index.ts', import.meta.url));
      const minimal = await buildApp(join(folder, 'minimal'), minimalEntry);
      const file = join(folder, 'petops.sqlite');
      await openSqliteStore({ file, clock: fixedClock(SCANNED_AT), ids: randomIds }).close();
      const azurite = await startAzurite();
      try {
        const env = environment(folder, file, azurite.connectionString);
        return [await startTimes(petops, minimal, env), twilioAtStart(petops)];
      } finally {
        await azurite.stop();
      }
    });
  },
};

function environment(
  folder: string,
  file: string,
  connectionString: string,
): Readonly<Record<string, string>> {
  return {
    AzureWebJobsStorage: connectionString,
    SQLITE_FILE: file,
    SMS_TRANSPORT: 'local',
    SMS_OUTBOX_FILE: join(folder, 'outbox.jsonl'),
    AUTH_ISSUER: 'http://127.0.0.1:1',
    AUTH_AUDIENCE: 'api://petops',
  };
}

async function startTimes(
  petops: BuiltApp,
  minimal: BuiltApp,
  env: Readonly<Record<string, string>>,
): Promise<Comparison> {
  const ours: number[] = [];
  const theirs: number[] = [];
  // The first of each fills the caches of the machine and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    const [our, their] = [await answered(petops, env), await answered(minimal, env)];
    if (round === 0) continue;
    ours.push(our);
    theirs.push(their);
  }
  return {
    what: 'start of the process to the first answer',
    unit: 'ms',
    ours: median(ours),
    peer: median(theirs),
    peerName: 'minimal app',
    limit: { atMost: 1.5 },
  };
}

async function answered(app: BuiltApp, env: Readonly<Record<string, string>>): Promise<number> {
  const { ms, status, body } = await firstAnswer(app.directory, '/api/health', env);
  if (status === 200) return ms;
  throw new Error(`${app.directory} answered ${status}: ${JSON.stringify(body)}`);
}

function twilioAtStart({ metafile }: BuiltApp): Comparison {
  const { eager, lazy } = bytesOf('twilio', metafile);
  if (eager + lazy === 0)
    throw new Error('The bundle holds no twilio: there is nothing to compare.');
  return {
    what: 'twilio read when PetOps starts',
    unit: 'bytes',
    ours: eager,
    peer: eager + lazy,
    peerName: 'all of it in the bundle',
    limit: { atMost: 0 },
  };
}
