import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { err, ok, type Result } from '../../kernel/result.ts';
import { discoverKeySet } from './discovery.ts';
import { personClaims } from './person-claims.ts';
import {
  IdentityUnavailableError,
  type Identity,
  type TokenFault,
  type TokenVerifier,
} from './token-verifier.ts';

/** Whose tokens are accepted. */
export interface TokenRules {
  /** The `iss` claim, exactly; also where the OpenID configuration is asked for. */
  readonly issuer: string;
  /** The `aud` claim that names this API. */
  readonly audience: string;
  /** Where the keys are; absent: asked from the issuer's OpenID configuration. */
  readonly jwksUri?: string;
  /** Clock difference forgiven on `exp` and `nbf`, in seconds. Default 30. */
  readonly toleranceSeconds?: number;
  /** How long the issuer may take to answer, in milliseconds. Default 5000. */
  readonly timeoutMs?: number;
}

/** Signatures that need the issuer's private key; never `none`, never a shared secret. */
const ALGORITHMS = ['RS256', 'ES256'];

/**
 * Verifies JWT access tokens of one issuer against its published keys. Keys are fetched on
 * first use and kept; an unknown key id fetches them again, at most every 30 seconds. Times
 * are compared with the machine's own clock, since the issuer does not know any other.
 */
export function tokenVerifier(rules: TokenRules): TokenVerifier {
  const keys = publishedKeys(rules);
  const options = {
    issuer: rules.issuer,
    audience: rules.audience,
    algorithms: ALGORITHMS,
    clockTolerance: rules.toleranceSeconds ?? 30,
    requiredClaims: ['exp', 'sub'],
  };
  return {
    async verify(token): Promise<Result<Identity, TokenFault>> {
      try {
        const { payload } = await jwtVerify(token, keys, options);
        if (payload.sub === undefined || payload.sub === '') return err('claims');
        return ok({ issuer: rules.issuer, subject: payload.sub, ...personClaims(payload) });
      } catch (error) {
        if (error instanceof errors.JOSEError) return err(faultOf(error));
        throw error;
      }
    },
  };
}

/** The issuer's keys. Whatever keeps them from us is {@link IdentityUnavailableError}, not a bad token. */
function publishedKeys(rules: TokenRules): JWTVerifyGetKey {
  const timeoutMs = rules.timeoutMs ?? 5000;
  let keySet: Promise<JWTVerifyGetKey> | undefined;
  const open = async (): Promise<JWTVerifyGetKey> => {
    const uri =
      rules.jwksUri === undefined
        ? await discoverKeySet(rules.issuer, timeoutMs)
        : new URL(rules.jwksUri);
    return createRemoteJWKSet(uri, { timeoutDuration: timeoutMs });
  };
  return async (header, token) => {
    try {
      keySet ??= open();
      const find = await keySet.catch((error: unknown) => {
        // The next request asks again.
        keySet = undefined;
        throw error;
      });
      return await find(header, token);
    } catch (error) {
      if (isAboutTheToken(error)) throw error;
      throw new IdentityUnavailableError(`No keys from ${rules.issuer}`, { cause: error });
    }
  };
}

function isAboutTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

function faultOf(error: errors.JOSEError): TokenFault {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return claimFault(error.claim);
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JWKSNoMatchingKey) return 'unknown-key';
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'unknown-key';
  return 'malformed';
}

function claimFault(claim: string): TokenFault {
  switch (claim) {
    case 'iss':
      return 'issuer';
    case 'aud':
      return 'audience';
    case 'nbf':
      return 'not-yet-valid';
    default:
      return 'claims';
  }
}
