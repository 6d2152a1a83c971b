import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { randomIds } from '../../shared/platform/ids.ts';
import { openCosmosStore } from '../../shared/platform/store/cosmos/open-cosmos-store.ts';
import { documentStoreConformance } from './document-store.ts';

const RIVAL = fileURLToPath(import.meta.resolve('./cosmos-rival.ts'));
// The emulator's published key; it opens nothing else.
const EMULATOR_KEY =
  'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';
const LONGEST_WAIT_MS = 6000;

const {
  COSMOS_ENDPOINT: endpoint = '',
  COSMOS_KEY: key = EMULATOR_KEY,
  COSMOS_DATABASE: database = 'petops-conformance',
  COSMOS_EMULATOR: emulator,
} = process.env;
const consistency = emulator === 'true' ? 'any' : 'strong';

// Everything the port promises, on a real endpoint: COSMOS_ENDPOINT, COSMOS_KEY (the emulator's by
// default), COSMOS_DATABASE (a database of its own with the containers made, since the documents
// stay in it), COSMOS_EMULATOR=true where the account cannot offer Strong consistency.
if (endpoint === '') {
  it('keeps the promises of the document store on a Cosmos DB endpoint', (context) => {
    context.skip(true, 'COSMOS_ENDPOINT is not set');
    expect.unreachable();
  });
} else {
  documentStoreConformance('cosmos (endpoint)', async () => ({
    open: () => openCosmosStore({ endpoint, key, database, consistency, ids: randomIds }),
    // Nobody can advance the service's clock. Hours stand for "long after every ttl in use".
    advance: (ms) => wait(Math.min(ms, LONGEST_WAIT_MS)),
    rival: () => [RIVAL, endpoint, key, database, consistency],
    dispose: async () => undefined,
  }));
}
