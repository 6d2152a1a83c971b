import type { ProviderReceipt } from './sms-transport.ts';
import { inboundOf } from './twilio-inbound.ts';
import { deliveryWordOf } from './twilio-messages.ts';
import {
  formValue,
  type WebhookForm,
  type WebhookVerdict,
  type WebhookVerifier,
} from './webhook-verifier.ts';

/** Settings of {@link twilioWebhooks}. */
export interface TwilioWebhookOptions {
  readonly accountSid: string;
  /**
   * The account's auth tokens, the primary one first. Two while a token is being changed: Twilio
   * signs with the primary one, and ours may be the older.
   */
  readonly authTokens: readonly string[];
  /**
   * The address at which Twilio reaches this app, up to the path that the app sees. Never taken from
   * the request: who sends it chooses its Host.
   */
  readonly publicBaseUrl: string;
}

/**
 * Verifies requests by Twilio's signature with Twilio's own validator, over the configured public
 * address, the path and query as they came, and every field of the form, unknown and empty ones
 * too. A body that is no form (its hash is then part of the query, `bodySHA256`) is verified as
 * such and has no fields. The SDK is loaded at the first request.
 */
export function twilioWebhooks(options: TwilioWebhookOptions): WebhookVerifier {
  const base = options.publicBaseUrl.replace(/\/+$/, '');
  return {
    async verify({ pathAndQuery, body, signature }): Promise<WebhookVerdict> {
      if (signature === undefined || signature === '') return { ok: false, fault: 'unsigned' };
      const { default: sdk } = await import('twilio');
      // Servers never see a fragment, and it is not signed.
      const url = base + (pathAndQuery.split('#', 1)[0] ?? '');
      const hashed = /[?&]bodySHA256=/.test(url);
      const form = hashed ? {} : readForm(body);
      const genuine = options.authTokens.some((token) =>
        hashed
          ? sdk.validateRequestWithBody(token, signature, url, body)
          : sdk.validateRequest(token, signature, url, form as Record<string, unknown>),
      );
      if (!genuine) return { ok: false, fault: 'wrong-signature' };
      const account = form['AccountSid'];
      return hashed || account === options.accountSid
        ? { ok: true, form }
        : { ok: false, fault: 'other-account' };
    },
    receiptOf,
    textOf: inboundOf,
  };
}

/** Twilio's fields of a status callback; a code is there only when there is an error. */
function receiptOf(form: WebhookForm): ProviderReceipt | undefined {
  const providerId = formValue(form, 'MessageSid') ?? formValue(form, 'SmsSid');
  const status = formValue(form, 'MessageStatus') ?? formValue(form, 'SmsStatus');
  if (providerId === undefined || status === undefined) return undefined;
  const code = Number(formValue(form, 'ErrorCode') ?? Number.NaN);
  const errorCode = Number.isSafeInteger(code) && code > 0 ? code : null;
  return { providerId, ...deliveryWordOf({ status, errorCode }) };
}

/** Reads a form without losing anything that is signed: empty values and repeated fields stay. */
function readForm(body: string): WebhookForm {
  const fields = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(body)) {
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
}
