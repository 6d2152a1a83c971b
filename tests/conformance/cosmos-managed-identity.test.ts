import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { randomIds } from '../../shared/platform/ids.ts';
import { openCosmosStore } from '../../shared/platform/store/cosmos/open-cosmos-store.ts';
import { StoreUnavailableError } from '../../shared/platform/store/document-store.ts';

// One identity service for all tests: the SDK remembers the first it meets as long as the process lives.
const asked: URL[] = [];
let port = 0;
const server = createServer((request, response) => {
  asked.push(new URL(request.url ?? '/', 'http://identity'));
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ access_token: 'a-token', expires_on: '4102444800' }));
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  vi.stubEnv('IDENTITY_ENDPOINT', `http://127.0.0.1:${String(port)}/token`);
  vi.stubEnv('IDENTITY_HEADER', 'header-secret');
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
  server.closeAllConnections();
});

it.each([
  ['the identity it is told', { clientId: 'a-client-id' }, 'a-client-id'],
  ["the app's own identity", {}, null],
])('signs in without a key, as %s', async (_title, identity, clientId) => {
  asked.length = 0;
  // Tokens travel over TLS alone and nobody speaks it here: the sign-in is what is seen.
  const endpoint = `https://127.0.0.1:${String(port)}`;
  const place = { endpoint, database: 'petops', ...identity };
  await expect(openCosmosStore({ ...place, ids: randomIds, patienceMs: 50 })).rejects.toThrow(
    StoreUnavailableError,
  );
  expect(asked.length).toBeGreaterThan(0);
  expect(asked[0]?.searchParams.get('resource')).toContain(`127.0.0.1:${String(port)}`);
  expect(asked[0]?.searchParams.get('client_id')).toBe(clientId);
});
