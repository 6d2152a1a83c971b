import type { Result } from '../../kernel/result.ts';

/** Who a bearer token speaks for, according to the sign-in provider that issued it. */
export interface Identity {
  readonly issuer: string;
  /** Stable name of the person or client at that issuer; means nothing at another one. */
  readonly subject: string;
  /** Their e-mail address, there only when the provider says that it verified it. */
  readonly email?: string;
  /** What to call them, for people to read. */
  readonly name?: string;
}

/** Why a token is not accepted. Stable words for logs and tests; the caller is told no more than 401. */
export const TOKEN_FAULTS = [
  'malformed',
  'algorithm',
  'signature',
  'unknown-key',
  'expired',
  'not-yet-valid',
  'issuer',
  'audience',
  'claims',
] as const;
/** One of {@link TOKEN_FAULTS}. */
export type TokenFault = (typeof TOKEN_FAULTS)[number];

/** The port to whoever vouches for people. */
export interface TokenVerifier {
  /**
   * Checks signature, issuer, audience and time of a compact JWT. A token that fails is an
   * answer; {@link IdentityUnavailableError} is thrown when the issuer's keys cannot be
   * had, because then nobody knows whether the token is good.
   */
  verify(token: string): Promise<Result<Identity, TokenFault>>;
}

/** The sign-in provider did not give its keys. Retry later. */
export class IdentityUnavailableError extends Error {
  override name = 'IdentityUnavailableError';
  readonly retryable = true;
}
