import type { HttpRequest } from '@azure/functions';
import { ProblemError } from '../../shared/kernel/problem.ts';
import type { ProviderReceipt } from '../../shared/platform/sms/sms-transport.ts';
import type { WebhookForm } from '../../shared/platform/sms/webhook-verifier.ts';
import type { AppContext } from './app-context.ts';

/** A form that the texting provider signed, and what it says of a text, if it is a receipt. */
export interface ProviderForm {
  readonly form: WebhookForm;
  readonly receipt: ProviderReceipt | undefined;
}

/**
 * The form of a request that the texting provider signed. Refuses everything else (403,
 * `not-the-provider`); why is logged and not told, since only a stranger would learn from it.
 */
export async function readForm(
  request: HttpRequest,
  bytes: Uint8Array,
  context: AppContext,
): Promise<ProviderForm> {
  const verdict = await context.webhooks.verify({
    pathAndQuery: request.url.replace(/^[a-z]+:\/\/[^/?#]*/i, ''),
    body: new TextDecoder().decode(bytes),
    signature: request.headers.get('x-twilio-signature') ?? undefined,
  });
  if (verdict.ok) return { form: verdict.form, receipt: context.webhooks.receiptOf(verdict.form) };
  context.log.warn('Webhook refused', { fault: verdict.fault });
  throw new ProblemError({
    kind: 'not-the-provider',
    status: 403,
    detail: 'Only the texting provider may call this, with its signature over the public address.',
  });
}
