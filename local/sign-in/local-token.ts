import { z } from 'zod';
import type { Role } from '../../shared/tenants/membership.ts';
import { localSubject } from './client-name.ts';
import { signInSecrets } from './secrets.ts';

const tokenReply = z.object({ access_token: z.string() });

/** Whom the token is to speak for. */
export interface LocalTokenRequest {
  readonly issuer: string;
  /** The sign-in server's data folder, for the local secret. */
  readonly dataFolder: string;
  readonly tenantId: string;
  readonly role: Role;
}

/** The sign-in server gave no token: it is not there, or it refuses. */
export class SignInUnavailableError extends Error {
  override name = 'SignInUnavailableError';
}

/** A bearer token of the local client `<tenant>.<role>`. Throws {@link SignInUnavailableError}. */
export async function fetchLocalToken(request: LocalTokenRequest): Promise<string> {
  const { clientSecret } = await signInSecrets(request.dataFolder);
  const response = await fetch(`${request.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: localSubject(request.tenantId, request.role),
      client_secret: clientSecret,
    }),
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => {
    const what = `The sign-in server at ${request.issuer} does not answer: is \`npm start\` running?`;
    throw new SignInUnavailableError(what, { cause });
  });
  if (!response.ok) {
    throw new SignInUnavailableError(
      `The sign-in server at ${request.issuer} answered ${String(response.status)}.`,
    );
  }
  return tokenReply.parse(await response.json()).access_token;
}
