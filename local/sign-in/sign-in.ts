import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { interact, isInteraction } from './interactions.ts';
import { providerConfiguration, type TokenOptions } from './provider-configuration.ts';
import { signInSecrets } from './secrets.ts';

/** How the local sign-in server is started. */
export interface SignInOptions extends TokenOptions {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Keys and the local client secret live in its folder `sign-in`. */
  readonly dataFolder: string;
}

/** A running sign-in server. */
export interface SignIn {
  readonly issuer: string;
  /** Ends it with its open connections. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts an OpenID provider for this machine. People sign in to the admin page with any e-mail
 * address and the local password; programs get tokens by client credentials as any client
 * `<tenant>.<role>` that knows the local secret. Whether either may do anything is for the API's
 * memberships to say. Rejects with the system's error when the port is taken.
 */
export async function startSignIn(options: SignInOptions): Promise<SignIn> {
  const secrets = await signInSecrets(options.dataFolder);
  const server = createServer();
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${String(port)}`;
  const provider = new Provider(issuer, providerConfiguration(options, secrets));
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!isInteraction(request)) {
      void answer(request, response);
      return;
    }
    // Such as a browser that goes away while its form is read.
    interact(provider, secrets, request, response).catch(() => response.destroy());
  });
  return { issuer, stop: async () => stopServer(server) };
}

async function stopServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
