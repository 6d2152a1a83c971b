import { createHash } from 'node:crypto';
import type { EmailClient, EmailMessage } from '@azure/communication-email';
import { managedIdentity } from '../managed-identity.ts';
import { openedOnce } from '../opened-once.ts';
import {
  refuseEmail,
  unsubscribeHeaders,
  type EmailOutcome,
  type EmailTransport,
  type OutboundEmail,
} from './email-transport.ts';

/** Settings of {@link acsTransport}. */
export type AcsOptions = {
  /** An address of a domain that the resource has verified. */
  readonly senderAddress: string;
  /** Upper limit of one call in milliseconds; 10000 by default. */
  readonly timeoutMs?: number;
  /** Allows plain HTTP, for a peer in tests. */
  readonly insecure?: boolean;
} & (
  | { readonly connectionString: string }
  /** `https://<resource>.communication.azure.com`, signed in by managed identity. */
  | { readonly endpoint: string; readonly clientId?: string }
);

const DEFAULT_TIMEOUT_MS = 10_000;
const NEVER_REACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Mails by Azure Communication Services. One request per call, never a retry. The operation id
 * derives from mail and attempt, so that what became of an attempt can be found under an id
 * that was known before the call. Accepted means queued there, not delivered. The service
 * shows its own sender name; ours goes into nothing. The SDK is loaded at the first call.
 */
export function acsTransport(options: AcsOptions): EmailTransport {
  const client = openedOnce(async () => open(options));
  return {
    local: false,
    async send(mail) {
      const refused = refuseEmail(mail);
      if (refused !== undefined) return refused;
      const operationId = operationIdOf(mail);
      try {
        await (
          await client()
        ).beginSend(messageOf(mail, options.senderAddress), {
          operationId,
          abortSignal: AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
        });
        return { kind: 'accepted', providerId: operationId };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

/**
 * A UUID that stands for one attempt at one mail.
 *
 * @internal
 */
export function operationIdOf(mail: OutboundEmail): string {
  const hex = createHash('sha256')
    .update(`${mail.tenantId}|${mail.emailId}|${String(mail.attempt)}`)
    .digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return [...parts, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

function messageOf(mail: OutboundEmail, senderAddress: string): EmailMessage {
  const { to, replyTo, subject, text, html } = mail;
  return {
    senderAddress,
    content: { subject, plainText: text, ...(html !== undefined && { html }) },
    recipients: {
      to: [{ address: to.address, ...(to.name !== undefined && { displayName: to.name }) }],
    },
    ...(replyTo !== undefined && {
      replyTo: [
        {
          address: replyTo.address,
          ...(replyTo.name !== undefined && { displayName: replyTo.name }),
        },
      ],
    }),
    headers: unsubscribeHeaders(mail),
    disableUserEngagementTracking: true,
  };
}

function outcomeOf(error: unknown): EmailOutcome {
  const { statusCode, code } = error as { readonly statusCode?: unknown; readonly code?: unknown };
  if (typeof statusCode === 'number') return statusOutcome(statusCode);
  if (typeof code === 'string' && NEVER_REACHED.has(code)) {
    return { kind: 'not-processed', reason: 'The e-mail service cannot be reached.' };
  }
  return { kind: 'unknown', reason: 'The e-mail service gave no clear answer.' };
}

function statusOutcome(status: number): EmailOutcome {
  const reason = `The e-mail service answered ${String(status)}.`;
  if (status === 429) return { kind: 'not-processed', reason, code: status };
  if (status >= 500 || status === 408) return { kind: 'unknown', reason };
  const ours = status === 401 || status === 403 || status === 404;
  return { kind: 'rejected', reason, code: status, fault: ours ? 'sender' : 'message' };
}

async function open(options: AcsOptions): Promise<EmailClient> {
  const { EmailClient } = await import('@azure/communication-email');
  const settings = {
    retryOptions: { maxRetries: 0 },
    allowInsecureConnection: options.insecure ?? false,
  };
  if ('connectionString' in options) return new EmailClient(options.connectionString, settings);
  const credential = await managedIdentity(options.clientId);
  return new EmailClient(options.endpoint, credential, settings);
}
