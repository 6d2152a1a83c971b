import type { OutboundText } from './sms-transport.ts';
import { RECEIPT_ROUTE } from './webhook-verifier.ts';

/** Whose text a receipt speaks of. */
export type ReceiptTarget = Pick<
  OutboundText,
  'tenantId' | 'messageId' | 'attempt' | 'receiptSecret'
>;

/**
 * The address for a text's receipts: whose text, which one, which attempt, and what proves it.
 * Undefined when none are asked for.
 */
export function receiptAddress(
  text: ReceiptTarget,
  publicBaseUrl: string | undefined,
): string | undefined {
  const { tenantId, messageId, attempt, receiptSecret } = text;
  if (publicBaseUrl === undefined || receiptSecret === undefined) return undefined;
  const query = new URLSearchParams({
    t: tenantId,
    m: messageId,
    a: String(attempt),
    k: receiptSecret,
  });
  const base = publicBaseUrl.replace(/\/+$/, '');
  return `${base}/api/${RECEIPT_ROUTE}?${query.toString()}`;
}
