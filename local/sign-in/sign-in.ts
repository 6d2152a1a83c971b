import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Provider, type Configuration } from 'oidc-provider';
import { LOCAL_AUDIENCE } from './client-name.ts';
import { providerStorage } from './provider-storage.ts';
import { signInSecrets, type SignInSecrets } from './secrets.ts';

/** How the local sign-in server is started. */
export interface SignInOptions {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Keys and the local client secret live in its folder `sign-in`. */
  readonly dataFolder: string;
  /** The `aud` of its tokens. Default {@link LOCAL_AUDIENCE}. */
  readonly audience?: string;
  /** How long its tokens hold, in seconds. Default an hour. */
  readonly tokenSeconds?: number;
}

/** A running sign-in server. */
export interface SignIn {
  readonly issuer: string;
  /** Ends it with its open connections. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts an OpenID provider for this machine. It issues JWT access tokens by client
 * credentials to every client `<tenant>.<role>` that knows the local secret; whether such a
 * client may do anything is for the API's memberships to say. Rejects with the system's
 * error when the port is taken.
 */
export async function startSignIn(options: SignInOptions): Promise<SignIn> {
  const secrets = await signInSecrets(options.dataFolder);
  const server = createServer();
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${String(port)}`;
  const provider = new Provider(issuer, configuration(options, secrets));
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  return { issuer, stop: async () => stopServer(server) };
}

function configuration(options: SignInOptions, secrets: SignInSecrets): Configuration {
  const audience = options.audience ?? LOCAL_AUDIENCE;
  const tokenSeconds = options.tokenSeconds ?? 3600;
  return {
    ttl: { ClientCredentials: tokenSeconds },
    adapter: providerStorage(secrets.clientSecret),
    jwks: { keys: secrets.keys },
    cookies: { keys: [secrets.cookieKey] },
    clientDefaults: { id_token_signed_response_alg: 'RS256' },
    features: {
      // The development screens are of no use until there are people to sign in.
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: tokenSeconds,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
}

async function stopServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
