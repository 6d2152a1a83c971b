import { Agent, get } from 'node:http';
import { join, resolve } from 'node:path';
import { LOCAL_AUDIENCE, localSubject } from '../../local/sign-in/client-name.ts';
import { fetchLocalToken } from '../../local/sign-in/local-token.ts';
import { startSignIn } from '../../local/sign-in/sign-in.ts';
import { createOwner } from '../../shared/customers/create-owner.ts';
import { fixedClock } from '../../shared/platform/clock.ts';
import type { Context } from '../../shared/platform/context.ts';
import { randomIds } from '../../shared/platform/ids.ts';
import { silentLog } from '../../shared/platform/log.ts';
import { inProcessQueues } from '../../shared/platform/queues/in-process-queues.ts';
import { localOutbox } from '../../shared/platform/sms/local-outbox.ts';
import { recordsOver } from '../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { addMembership } from '../../shared/tenants/add-membership.ts';
import { createTenant } from '../../shared/tenants/create-tenant.ts';
import { startAzurite } from '../fixtures/azurite.ts';
import { median, type Benchmark } from './benchmark.ts';
import { buildApp } from './built-app.ts';
import { startHostChild } from './host-child.ts';
import { SCANNED_AT } from './scan-world.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { noFiles } from '../fixtures/no-files.ts';

const TENANT_ID = 'asked';
const ROUNDS = 7;
const REQUESTS = 2000;
const AT_ONCE = 16;

const root = resolve(import.meta.dirname, '../..');

/**
 * `GET /api/owners/{id}` with everything that belongs to it (token verified, membership and owner
 * read from SQLite, path and query checked, reply shaped by its schema, log line) against a function
 * that returns the same JSON and does nothing else. Fair, because both are bundled alike and run by
 * the same host in a process of their own, and asked by the same client over kept connections, 16
 * requests at once. What host and client cost is in both numbers. Rounds go by turns after one that
 * is not counted; medians are compared.
 */
export const getById: Benchmark = {
  name: 'get-by-id',
  async run() {
    return inTemporaryFolder(async (folder) => {
      const signIn = await startSignIn({ port: 0, dataFolder: folder });
      const azurite = await startAzurite();
      try {
        const file = join(folder, 'petops.sqlite');
        const ownerId = await prepared(file, folder, signIn.issuer);
        const target = { issuer: signIn.issuer, dataFolder: folder, tenantId: TENANT_ID };
        const token = await fetchLocalToken({ ...target, role: 'staff' });
        const env = {
          AzureWebJobsStorage: azurite.connectionString,
          SQLITE_FILE: file,
          SMS_TRANSPORT: 'local',
          SMS_OUTBOX_FILE: join(folder, 'outbox.jsonl'),
          AUTH_ISSUER: signIn.issuer,
          AUTH_AUDIENCE: LOCAL_AUDIENCE,
          SCHEDULER_ENABLED: 'false',
        };
        const path = `/api/owners/${ownerId}`;
        const [ours, peer] = await measured(folder, env, path, `Bearer ${token}`);
        return [
          {
            what: 'authenticated, validated GET by id',
            unit: 'requests/s',
            ours,
            peer,
            peerName: 'bare function',
            limit: { atLeast: 0.25 },
          },
        ];
      } finally {
        await azurite.stop();
        await signIn.stop();
      }
    });
  },
};

async function prepared(file: string, folder: string, issuer: string): Promise<string> {
  const clock = fixedClock(SCANNED_AT);
  const store = openSqliteStore({ file, clock, ids: randomIds });
  const context: Context = {
    records: recordsOver(store),
    queues: inProcessQueues(),
    files: noFiles,
    sms: localOutbox({ file: join(folder, 'outbox.jsonl'), clock }),
    clock,
    ids: randomIds,
    log: silentLog,
  };
  await createTenant(context, { id: TENANT_ID, name: 'Asked', timeZone: 'America/New_York' });
  const subject = localSubject(TENANT_ID, 'staff');
  await addMembership(context, { tenantId: TENANT_ID, issuer, subject, role: 'staff' });
  const owner = {
    firstName: 'Ada',
    lastName: 'Byron',
    email: 'ada@example.com',
    phone: '+14155550123',
  };
  const { id } = await createOwner(context, { tenantId: TENANT_ID, owner });
  await store.close();
  return id;
}

async function measured(
  folder: string,
  env: Readonly<Record<string, string>>,
  path: string,
  authorization: string,
): Promise<[ours: number, peer: number]> {
  const petops = await buildApp(join(folder, 'petops'), join(root, 'functions/index.ts'));
  const bareEntry = join(import.meta.dirname, 'bare-app/index.ts');
  const bare = await buildApp(join(folder, 'bare'), bareEntry);
  const ourHost = await startHostChild(petops.directory, env);
  const bareHost = await startHostChild(bare.directory, env);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const perSecond = async (url: string): Promise<number> => {
    const startedAt = performance.now();
    let left = REQUESTS;
    const client = async (): Promise<void> => {
      while (left-- > 0) await ask(`${url}${path}`, agent, authorization);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, client));
    return REQUESTS / ((performance.now() - startedAt) / 1000);
  };
  try {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const [our, their] = [await perSecond(ourHost.url), await perSecond(bareHost.url)];
      // The first of each warms up.
      if (round === 0) continue;
      ours.push(our);
      theirs.push(their);
    }
    return [median(ours), median(theirs)];
  } finally {
    agent.destroy();
    await ourHost.kill();
    await bareHost.kill();
  }
}

/** Asks once and reads the answer to its end; throws unless it is 200. */
async function ask(url: string, agent: Agent, authorization: string): Promise<void> {
  const { promise, resolve: done, reject } = Promise.withResolvers<undefined>();
  get(url, { agent, headers: { authorization } }, (response) => {
    response.resume();
    response.once('error', reject);
    response.once('end', () => {
      if (response.statusCode === 200) done(undefined);
      else reject(new Error(`${url} answered ${String(response.statusCode)}`));
    });
  }).once('error', reject);
  return promise;
}
