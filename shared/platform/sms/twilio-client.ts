import type twilio from 'twilio';
import { openedOnce } from '../opened-once.ts';

/** How PetOps signs in at Twilio: the account's token, or an API key of that account. */
export type TwilioCredentials =
  | { readonly accountSid: string; readonly authToken: string }
  | { readonly accountSid: string; readonly apiKeySid: string; readonly apiKeySecret: string };

/** Where and how long Twilio is asked. */
export interface TwilioConnection {
  /** Upper limit of one call in milliseconds. */
  readonly timeoutMs: number;
  /** Another place than Twilio's own, for a peer in tests. */
  readonly baseUrl?: string;
}

/**
 * Gives the Twilio client, loading the SDK and building the client at the first
 * call only: loading takes some 200 ms that most processes never need. One client keeps its
 * connections open for all calls. It never retries by itself.
 */
export function lazyTwilioClient(
  credentials: TwilioCredentials,
  connection: TwilioConnection,
): () => Promise<twilio.Twilio> {
  return openedOnce(async () => buildClient(credentials, connection));
}

async function buildClient(
  credentials: TwilioCredentials,
  { timeoutMs, baseUrl }: TwilioConnection,
): Promise<twilio.Twilio> {
  const { default: twilioSdk } = await import('twilio');
  const [username, password] =
    'authToken' in credentials
      ? [credentials.accountSid, credentials.authToken]
      : [credentials.apiKeySid, credentials.apiKeySecret];
  const client = twilioSdk(username, password, {
    accountSid: credentials.accountSid,
    timeout: timeoutMs,
    autoRetry: false,
    keepAlive: true,
    // Left out, the SDK takes these from the environment behind our configuration's back.
    edge: '',
    region: '',
    logLevel: 'none',
  });
  if (baseUrl !== undefined) client.api.baseUrl = baseUrl;
  return client;
}
