import { afterEach } from 'vitest';
import { randomIds } from '../../shared/platform/ids.ts';
import type { Charge } from '../../shared/platform/store/cosmos/charges.ts';
import { createContainers } from '../../shared/platform/store/cosmos/create-containers.ts';
import {
  openCosmosStore,
  type CosmosStoreOptions,
} from '../../shared/platform/store/cosmos/open-cosmos-store.ts';
import type { DocumentStore } from '../../shared/platform/store/document-store.ts';
import {
  startCosmosPeer,
  type CosmosPeer,
  type CosmosPeerOptions,
} from '../peers/cosmos/cosmos-peer.ts';
import type { RequestKind } from '../peers/cosmos/faults.ts';

/** The database of the peers below. */
export const DATABASE = 'petops';

const opened: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const { stop } of opened.splice(0)) await stop();
});

/** A peer with the containers made; it ends with the test. */
export async function peerWithContainers(options?: CosmosPeerOptions): Promise<CosmosPeer> {
  const peer = await startCosmosPeer(options);
  opened.unshift(peer);
  await createContainers({ endpoint: peer.endpoint, key: peer.key, database: DATABASE });
  return peer;
}

/** A store on a peer; it closes with the test. */
export async function storeOn(
  peer: CosmosPeer,
  options: Partial<CosmosStoreOptions> = {},
): Promise<DocumentStore> {
  const { endpoint, key } = peer;
  const store = await openCosmosStore({
    endpoint,
    key,
    database: DATABASE,
    ids: randomIds,
    ...options,
  });
  opened.unshift({ stop: () => store.close() });
  return store;
}

/** A store on a peer of its own, what it was charged, and how many requests it makes. */
export async function openBench(options: Partial<CosmosStoreOptions> = {}) {
  const peer = await peerWithContainers();
  const charges: Charge[] = [];
  const store = await storeOn(peer, { onCharge: (charge) => charges.push(charge), ...options });
  return { peer, store, charges, requests: (kind: RequestKind) => peer.arrived.get(kind) ?? 0 };
}
