import { importJWK, SignJWT, type JWK } from 'jose';
import { LOCAL_AUDIENCE } from '../../../local/sign-in/client-name.ts';
import { signInSecrets } from '../../../local/sign-in/secrets.ts';
import type { Answer, Ask, Edge } from './edge.ts';

/** What a token says of a person; `email_verified` is true unless stated. */
export type PersonClaims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** Sends requests with a token of the edge's own issuer that carries these claims. */
export function asPerson(edge: Edge, claims: PersonClaims) {
  let token: Promise<string> | undefined;
  return async (method: string, path: string, ask: Ask = {}): Promise<Answer> => {
    token ??= signed(edge, claims);
    const headers = { ...ask.headers, authorization: `Bearer ${await token}` };
    return edge.ask(method, path, { ...ask, headers });
  };
}

async function signed({ issuer, dataFolder }: Edge, claims: PersonClaims): Promise<string> {
  const [jwk] = (await signInSecrets(dataFolder)).keys;
  if (jwk === undefined) throw new Error('The issuer has no key');
  return new SignJWT({ email_verified: true, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: jwk.kid })
    .setIssuer(issuer)
    .setAudience(LOCAL_AUDIENCE)
    .setExpirationTime('10 minutes')
    .sign(await importJWK(jwk as JWK, 'RS256'));
}
