import { randomIds } from '../../shared/platform/ids.ts';
import { openCosmosStore } from '../../shared/platform/store/cosmos/open-cosmos-store.ts';
import { atTheLine, countUp } from './document-store/count-up.ts';

// A process of its own: endpoint, key, database, consistency, tenant, document, steps, name.
const [endpoint = '', key = '', database = '', consistency, ...rest] = process.argv.slice(2);
const [tenantId = '', id = '', steps = '0', name = ''] = rest;
const store = await openCosmosStore({
  endpoint,
  key,
  database,
  ids: randomIds,
  consistency: consistency === 'any' ? 'any' : 'strong',
});
await atTheLine(store, tenantId, name);
await countUp(store, tenantId, id, Number(steps), name);
await store.close();
