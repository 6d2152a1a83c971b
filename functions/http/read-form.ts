import type { HttpRequest } from '@azure/functions';
import { ProblemError } from '../../shared/kernel/problem.ts';
import type { ProviderReceipt } from '../../shared/platform/sms/sms-transport.ts';
import type { ProviderText, WebhookForm } from '../../shared/platform/sms/webhook-verifier.ts';
import type { AppContext } from './app-context.ts';

/** A form that the texting provider signed, and what it tells of: a receipt, a text that came in. */
export interface ProviderForm {
  readonly form: WebhookForm;
  readonly receipt: ProviderReceipt | undefined;
  readonly text: ProviderText | undefined;
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
  if (verdict.ok) {
    const { form } = verdict;
    const { webhooks } = context;
    return { form, receipt: webhooks.receiptOf(form), text: webhooks.textOf(form) };
  }
  context.log.warn('Webhook refused', { fault: verdict.fault });
  throw new ProblemError({
    kind: 'not-the-provider',
    status: 403,
    detail: 'Only the texting provider may call this, with its signature over the public address.',
  });
}
