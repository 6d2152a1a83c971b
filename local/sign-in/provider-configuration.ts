import {
  interactionPolicy,
  type Account,
  type Configuration,
  type Grant,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { LOCAL_AUDIENCE } from './client-name.ts';
import { interactionPath } from './interactions.ts';
import { failurePage } from './login-page.ts';
import { personOf, type Person } from './people.ts';
import { providerStorage } from './provider-storage.ts';
import type { SignInSecrets } from './secrets.ts';
import { isLocalOrigin, WEB_CLIENT } from './web-client.ts';

/** What the tokens of the local sign-in server say and for how long. */
export interface TokenOptions {
  /** The `aud` of its tokens. Default {@link LOCAL_AUDIENCE}. */
  readonly audience?: string;
  /** How long its tokens hold, in seconds. Default an hour. */
  readonly tokenSeconds?: number;
}

const HOUR = 3600;
const SCOPES = 'openid email profile';

/** Configures the provider: people sign in on its page, programs by client credentials. */
export function providerConfiguration(
  options: TokenOptions,
  secrets: SignInSecrets,
): Configuration {
  const audience = options.audience ?? LOCAL_AUDIENCE;
  const tokenSeconds = options.tokenSeconds ?? 3600;
  return {
    ttl: {
      ...{ ClientCredentials: tokenSeconds, AccessToken: tokenSeconds, IdToken: tokenSeconds },
      ...{ Interaction: HOUR, Session: 12 * HOUR, Grant: 12 * HOUR },
    },
    adapter: providerStorage(secrets.clientSecret),
    jwks: { keys: secrets.keys },
    cookies: { keys: [secrets.cookieKey] },
    clientDefaults: { id_token_signed_response_alg: 'RS256' },
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: (_ctx, id) => accountOf(id),
    // The API reads the person's address and name from the access token.
    extraTokenClaims: (_ctx, token) => {
      const person = 'accountId' in token ? personOf(token.accountId) : undefined;
      return person && { ...personClaims(person) };
    },
    clientBasedCORS: (_ctx, origin, { clientId }) =>
      clientId === WEB_CLIENT && isLocalOrigin(origin),
    interactions: { policy: askWhoOnly(), url: (_ctx, { uid }) => interactionPath(uid) },
    renderError: (ctx, { error, error_description: detail }) => {
      ctx.type = 'html';
      ctx.body = failurePage(`${detail ?? error} (${error})`);
    },
    loadExistingGrant: async (ctx) => grantFor(ctx, audience),
    features: {
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

/** The usual questions without the one that native clients are asked each time. */
function askWhoOnly(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.get('consent')?.checks.remove('native_client_prompt');
  return policy;
}

/** The page belongs to the product itself: nobody is asked whether it may know who they are. */
async function grantFor(ctx: KoaContextWithOIDC, audience: string): Promise<Grant | undefined> {
  const { client, account, provider, session } = ctx.oidc;
  if (client === undefined || account === undefined) return undefined;
  const grantId = session?.grantIdFor(client.clientId);
  const present = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  if (present !== undefined) return present;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId });
  grant.addOIDCScope(SCOPES);
  grant.addResourceScope(audience, '');
  await grant.save();
  return grant;
}

function accountOf(id: string): Account | undefined {
  const person = personOf(id);
  return (
    person && {
      accountId: person.email,
      claims: () => ({ sub: person.email, ...personClaims(person) }),
    }
  );
}

function personClaims({ email, emailVerified, name }: Person) {
  return { email, email_verified: emailVerified, name };
}
