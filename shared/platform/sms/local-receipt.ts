import type { OutboxLine } from './outbox-file.ts';
import { receiptAddress } from './receipt-address.ts';

/** The account in whose name the local provider signs. */
export const LOCAL_ACCOUNT_SID = `AC${'0'.repeat(32)}`;

/** What can be told of a text of the local outbox, in this order. */
export type LocalWord = 'sent' | 'delivered' | 'undelivered';

/** A receipt as it goes over the wire. */
export interface LocalReceipt {
  /** Path and query, from the `/` behind the host on. */
  readonly pathAndQuery: string;
  readonly body: string;
  readonly signature: string;
}

/** The last word on a text. */
export function lastWordOf(line: Pick<OutboxLine, 'undeliveredCode'>): LocalWord {
  return line.undeliveredCode === undefined ? 'delivered' : 'undelivered';
}

/**
 * A receipt for a text of the local outbox, in the provider's own form and signed as it signs:
 * over the public address and every field. Undefined when none was asked for with the text.
 */
export async function localReceipt(
  line: OutboxLine,
  word: LocalWord,
  signer: { readonly token: string; readonly publicBaseUrl: string },
): Promise<LocalReceipt | undefined> {
  const address = receiptAddress(line, signer.publicBaseUrl);
  if (address === undefined) return undefined;
  const { providerId, to, undeliveredCode } = line;
  const fields = {
    AccountSid: LOCAL_ACCOUNT_SID,
    MessageSid: providerId,
    MessageStatus: word,
    To: to,
    ...(word === 'undelivered' && { ErrorCode: String(undeliveredCode) }),
  };
  const { default: sdk } = await import('twilio');
  return {
    pathAndQuery: address.slice(signer.publicBaseUrl.replace(/\/+$/, '').length),
    body: new URLSearchParams(fields).toString(),
    signature: sdk.getExpectedTwilioSignature(signer.token, address, fields),
  };
}
