import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCosmosPeer, type CosmosPeer } from '../../peers/cosmos/cosmos-peer.ts';
import { openBusiness, TENANT } from '../product/business.ts';

const run = promisify(execFile);
const CLI = resolve(import.meta.dirname, '../../../local/cli/petops.ts');
const OWNERS = 60;

let peer: CosmosPeer;
beforeAll(async () => {
  peer = await startCosmosPeer();
});
afterAll(async () => peer.stop());

/** Makes the containers by the command of the README. */
async function createStore(): Promise<unknown> {
  const env = { ...process.env, COSMOS_ENDPOINT: peer.endpoint, COSMOS_KEY: peer.key };
  const { stdout } = await run(process.execPath, [CLI, 'store', 'create', '--json'], { env });
  return JSON.parse(stdout);
}

it('imports, scans and texts each owner once on Cosmos DB, with faults on the way', async () => {
  const environment = { STORE: 'cosmos', COSMOS_ENDPOINT: peer.endpoint, COSMOS_KEY: peer.key };
  await expect(openBusiness({ owners: OWNERS, environment })).rejects.toThrow(
    'deploy the infrastructure first',
  );
  const made = { endpoint: peer.endpoint, database: 'petops' };
  expect(await createStore()).toEqual(made);

  const business = await openBusiness({ owners: OWNERS, environment });
  for (let i = 0; i < 10; i++) {
    peer.failNext(
      { on: 'batch', fails: 'reset', applied: i % 2 === 0 },
      { on: 'batch', fails: { status: 429, retryAfterMs: 1 } },
      { on: 'query', fails: { status: 503 } },
    );
  }
  await business.scanNow();
  await business.drain();
  await business.scanNow();
  // Texts are planned a moment apart.
  business.advance(1);
  await business.drain();
  expect(await business.texts()).toHaveLength(OWNERS);
  expect(new Set((await business.messages()).map(({ to }) => to)).size).toBe(OWNERS);
  expect(await business.notices()).toEqual([]);

  // Made again, the store keeps what it has.
  expect(await createStore()).toEqual(made);
  const records = peer.documents('petops', 'records').items((pk) => pk === TENANT);
  expect(records.filter(({ type }) => type === 'owner')).toHaveLength(OWNERS);
  await business.close();
});
