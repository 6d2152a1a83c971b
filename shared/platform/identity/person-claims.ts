import type { JWTPayload } from 'jose';
import { z } from 'zod';
import type { Identity } from './token-verifier.ts';

const emailClaim = z.email().max(254);
const nameClaim = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text));

/**
 * What the claims of a verified token tell of the person. A claim that is not what it should be
 * counts as absent: it must not keep anybody out who needs neither address nor name.
 */
export function personClaims(payload: JWTPayload): Pick<Identity, 'email' | 'name'> {
  const email = emailClaim.safeParse(payload['email']);
  const name = nameClaim.safeParse(payload['name']);
  return {
    ...(email.success && isEmailVerified(payload) && { email: email.data }),
    ...(name.success && { name: name.data }),
  };
}

/**
 * Whether the issuer vouches for the address: `email_verified` of OpenID Connect, or, where that
 * claim does not exist, `xms_edov` of Microsoft Entra. Nothing but a true boolean will do.
 */
function isEmailVerified(payload: JWTPayload): boolean {
  const verified = payload['email_verified'];
  return verified === true || (verified === undefined && payload['xms_edov'] === true);
}
