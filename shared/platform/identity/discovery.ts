import { z } from 'zod';
import { IdentityUnavailableError } from './token-verifier.ts';

const discoveryDocument = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Where an issuer's OpenID configuration lies. */
function configurationUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/**
 * Asks the issuer's OpenID configuration where its keys are. Throws
 * {@link IdentityUnavailableError} when it does not answer within `timeoutMs`, answers
 * something else, or speaks for another issuer.
 */
export async function discoverKeySet(issuer: string, timeoutMs: number): Promise<URL> {
  try {
    const response = await fetch(configurationUrl(issuer), {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new Error(`status ${String(response.status)}`);
    const document = discoveryDocument.parse(await response.json());
    if (document.issuer !== issuer) throw new Error(`it speaks for ${document.issuer}`);
    return new URL(document.jwks_uri);
  } catch (cause) {
    throw new IdentityUnavailableError(`No OpenID configuration from ${issuer}`, { cause });
  }
}
