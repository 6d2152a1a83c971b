import { z } from 'zod';
import { derivedId } from '../../kernel/ids.ts';
import { DELIVERY_STATUSES, type ProviderReceipt } from '../../platform/sms/sms-transport.ts';
import {
  documentType,
  dueFields,
  instantField,
  type DocumentOf,
} from '../../platform/store/document-type.ts';

/**
 * What came of a receipt.
 * waiting: not looked at yet. merged: the text's state follows from it. nothing-new: the text stood
 * there already, or further. earlier-send: it speaks of a send before the last one. doubled: it
 * speaks of an earlier send that nobody knew of when the text was sent again. contradicts: another
 * last word than the one before; the provider is asked. not-ours: no such text, or not its secret.
 * failed: it could not be merged; the text is looked up instead.
 */
const RECEIPT_OUTCOMES = [
  'waiting',
  'merged',
  'nothing-new',
  'earlier-send',
  'doubled',
  'contradicts',
  'not-ours',
  'failed',
] as const;

/**
 * A receipt of the provider, stored before it is acted on and never changed but for what came of
 * it. Carries no number and no words.
 */
export const receiptType = documentType('receipt', {
  ...dueFields,
  messageId: z.string(),
  /** Which send of the text it was asked for, counted from 1. */
  attempt: z.number(),
  /** What came back of the secret that went with the text. */
  secret: z.string(),
  providerId: z.string(),
  word: z.enum(DELIVERY_STATUSES),
  code: z.number().optional(),
  fault: z.enum(['number', 'opted-out', 'message', 'sender', 'transient']).optional(),
  /** Plain words for the code. */
  detail: z.string().optional(),
  unmapped: z.literal(true).optional(),
  filtered: z.literal(true).optional(),
  quotaZone: z.string().optional(),
  status: z.enum(RECEIPT_OUTCOMES),
  /** Seconds after which it vanishes. */
  ttl: z.number(),
  /** When it arrived, the first time. */
  createdAt: instantField,
  updatedAt: instantField,
});
/** A stored receipt. */
export type Receipt = DocumentOf<typeof receiptType>;

/** Receipts can be looked at for so long; what follows from them stands on the text: 180 days. */
export const RECEIPT_TTL_SECONDS = 180 * 24 * 3600;

/**
 * The id of a receipt: it names the text, so that both are read in one call, and what it says, so
 * that the same one arriving again collides.
 */
export function receiptId(messageId: string, receipt: ProviderReceipt): string {
  const { providerId, status, code } = receipt;
  const said = derivedId('receipt', messageId, providerId, status, String(code ?? ''));
  return `${said}.${messageId}`;
}

/** The id of the text that a receipt's id names. */
export function messageIdOf(receipt: string): string {
  return receipt.slice(receipt.indexOf('.') + 1);
}
