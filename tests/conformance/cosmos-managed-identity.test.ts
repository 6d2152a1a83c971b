import { expect, it } from 'vitest';
import { randomIds } from '../../shared/platform/ids.ts';
import { openCosmosStore } from '../../shared/platform/store/cosmos/open-cosmos-store.ts';
import { StoreUnavailableError } from '../../shared/platform/store/document-store.ts';
import { IDENTITIES, identityService } from './identity-service.ts';

const { asked, authority } = identityService();

it.each(IDENTITIES)('signs in without a key, as %s', async (_title, identity, clientId) => {
  asked.length = 0;
  // Tokens travel over TLS alone and nobody speaks it here: the sign-in is what is seen.
  const place = { endpoint: `https://${authority()}`, database: 'petops', ...identity };
  await expect(openCosmosStore({ ...place, ids: randomIds, patienceMs: 50 })).rejects.toThrow(
    StoreUnavailableError,
  );
  expect(asked.length).toBeGreaterThan(0);
  expect(asked[0]?.searchParams.get('resource')).toContain(authority());
  expect(asked[0]?.searchParams.get('client_id')).toBe(clientId);
});
