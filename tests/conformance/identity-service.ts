import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, vi } from 'vitest';

/** The identity service of an app's platform, as far as a test sees it. */
export interface IdentityService {
  /** What was asked for, oldest first. */
  readonly asked: URL[];
  /** Where it listens, and speaks no TLS. */
  readonly authority: () => string;
}

/** The identities an app may sign in as, with the client id that is asked for. */
export const IDENTITIES = [
  ['the identity it is told', { clientId: 'a-client-id' }, 'a-client-id'],
  ["the app's own identity", {}, null],
] as const;

/**
 * An identity service that gives a token to whoever asks, for the tests of this file. One for all of
 * them: the SDK remembers the first it meets as long as the process lives.
 */
export function identityService(): IdentityService {
  const asked: URL[] = [];
  let authority = '';
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '/', 'http://identity'));
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ access_token: 'a-token', expires_on: '4102444800' }));
  });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    authority = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    vi.stubEnv('IDENTITY_ENDPOINT', `http://${authority}/token`);
    vi.stubEnv('IDENTITY_HEADER', 'header-secret');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    server.close();
    server.closeAllConnections();
  });
  return { asked, authority: () => authority };
}
