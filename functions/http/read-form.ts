import type { HttpRequest } from '@azure/functions';
import { ProblemError } from '../../shared/kernel/problem.ts';
import type { WebhookForm } from '../../shared/platform/sms/webhook-verifier.ts';
import type { AppContext } from './app-context.ts';

/**
 * The form of a request that the texting provider signed. Refuses everything else (403,
 * `not-the-provider`); why is logged and not told, since only a stranger would learn from it.
 */
export async function readForm(
  request: HttpRequest,
  bytes: Uint8Array,
  context: AppContext,
): Promise<WebhookForm> {
  const verdict = await context.webhooks.verify({
    pathAndQuery: request.url.replace(/^[a-z]+:\/\/[^/?#]*/i, ''),
    body: new TextDecoder().decode(bytes),
    signature: request.headers.get('x-twilio-signature') ?? undefined,
  });
  if (verdict.ok) return verdict.form;
  context.log.warn('Webhook refused', { fault: verdict.fault });
  throw new ProblemError({
    kind: 'not-the-provider',
    status: 403,
    detail: 'Only the texting provider may call this, with its signature over the public address.',
  });
}
