import type { ProviderReceipt } from './sms-transport.ts';

/** Where the provider sends receipts, below the API's root. */
export const RECEIPT_ROUTE = 'sms/status';

/** A request of the texting provider as it arrived, before anybody believes it. */
export interface ArrivedWebhook {
  /** Path and query exactly as asked for, from the `/` behind the host on: `/api/sms/status?m=...`. */
  readonly pathAndQuery: string;
  /** The body as text, exactly as it came. */
  readonly body: string;
  /** The provider's signature header; absent: not signed. */
  readonly signature: string | undefined;
}

/** The fields of a verified form. A field that came several times holds a list. */
export type WebhookForm = Readonly<Record<string, string | readonly string[]>>;

/**
 * Why a request is not the provider's.
 * not-configured: this deployment expects none. unsigned: no signature. wrong-signature: not made
 * with a token of ours over this address and body. other-account: signed, but for another account.
 */
export type WebhookFault = 'not-configured' | 'unsigned' | 'wrong-signature' | 'other-account';

/** The provider's form, or why it is none. */
export type WebhookVerdict =
  | { readonly ok: true; readonly form: WebhookForm }
  | { readonly ok: false; readonly fault: WebhookFault };

/** A text that came in, as the provider tells of it. */
export interface ProviderText {
  readonly providerId: string;
  /** Who wrote: E.164, or a short code. */
  readonly from: string;
  /** Our number, and the Messaging Service it belongs to. */
  readonly to?: string;
  readonly serviceSid?: string;
  readonly body: string;
  readonly mediaCount: number;
  /** What the provider took it for; it has answered then. */
  readonly providerMeaning?: 'stop' | 'start' | 'help';
  readonly answeredByProvider?: boolean;
}

/**
 * The port that tells the texting provider's requests from everybody else's. It proves where a
 * request comes from, not that it is new: the same request may arrive again at any time.
 */
export interface WebhookVerifier {
  verify(arrived: ArrivedWebhook): Promise<WebhookVerdict>;
  /** What a verified form says of a text that was handed over; undefined when it is no receipt. */
  receiptOf(form: WebhookForm): ProviderReceipt | undefined;
  /** The text that came in, of which a verified form tells; undefined when it tells of none. */
  textOf(form: WebhookForm): ProviderText | undefined;
}

/** The verifier of a deployment that has no provider: every request is turned away. */
export const noWebhooks: WebhookVerifier = {
  verify: async () => ({ ok: false, fault: 'not-configured' }),
  receiptOf: () => undefined,
  textOf: () => undefined,
};

/** One value of a form; of several the first, undefined when the field is absent or empty. */
export function formValue(form: WebhookForm, name: string): string | undefined {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  const first = typeof value === 'string' ? value : value?.[0];
  return first === '' ? undefined : first;
}
