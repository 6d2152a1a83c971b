import { fileURLToPath } from 'node:url';
import { randomIds } from '../../shared/platform/ids.ts';
import { createContainers } from '../../shared/platform/store/cosmos/create-containers.ts';
import { openCosmosStore } from '../../shared/platform/store/cosmos/open-cosmos-store.ts';
import { startCosmosPeer } from '../peers/cosmos/cosmos-peer.ts';
import { documentStoreConformance } from './document-store.ts';

const RIVAL = fileURLToPath(import.meta.resolve('./cosmos-rival.ts'));

/**
 * The adapter and the real SDK, against a peer that follows the service's documentation. It proves
 * what the adapter makes of the answers. It does not prove that the service answers so: query
 * costs, index use and consistency show on a real account alone (see `cosmos-endpoint.test.ts`).
 */
documentStoreConformance('cosmos (documented protocol)', async () => {
  let offset = 0;
  const peer = await startCosmosPeer({ now: () => Date.now() + offset });
  const place = { endpoint: peer.endpoint, key: peer.key, database: 'petops' };
  await createContainers(place);
  return {
    open: () => openCosmosStore({ ...place, ids: randomIds }),
    async advance(ms) {
      offset += ms;
    },
    rival: () => [RIVAL, place.endpoint, place.key, place.database, 'strong'],
    dispose: () => peer.stop(),
  };
});
