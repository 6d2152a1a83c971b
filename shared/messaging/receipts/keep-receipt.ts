import { enqueueNow } from '../../due-work/fast-path.ts';
import type { Context } from '../../platform/context.ts';
import type { ProviderReceipt } from '../../platform/sms/sms-transport.ts';
import { create } from '../../platform/store/records.ts';
import { liveOf } from '../../tenants/model.ts';
import { RECEIPT_TTL_SECONDS, receiptId, type Receipt } from './model.ts';

/** A receipt as it arrived, with what the address it came to says. */
export interface ArrivedReceipt {
  readonly tenantId: string;
  readonly messageId: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly secret: string;
  readonly receipt: ProviderReceipt;
}

/**
 * Stores a receipt and has it merged: one call of the store, and a pointer. The same receipt again
 * changes nothing, whatever became of the first one. Whether there is such a text, and whether
 * the secret is its own, is looked at by the worker: receipts may arrive before we know that the
 * text was taken. Throws only when the store fails; the provider then sends it again.
 */
export async function keepReceipt(context: Context, arrived: ArrivedReceipt): Promise<void> {
  const { tenantId, messageId, attempt, secret, receipt } = arrived;
  const now = context.clock.now();
  const id = receiptId(messageId, receipt);
  const { status: word, reason: detail, providerId, code, fault } = receipt;
  const { unmapped, filtered, quotaZone } = receipt;
  const document: Receipt = {
    id,
    type: 'receipt',
    tenantId,
    schemaVersion: 1,
    messageId,
    attempt,
    secret,
    providerId,
    word,
    ...(code !== undefined && { code }),
    ...(fault !== undefined && { fault }),
    ...(detail !== undefined && { detail }),
    ...(unmapped && { unmapped }),
    ...(filtered && { filtered }),
    ...(quotaZone !== undefined && { quotaZone }),
    status: 'waiting',
    attempts: 0,
    dueKind: 'receipts',
    dueAt: now,
    ttl: RECEIPT_TTL_SECONDS,
    createdAt: now,
    updatedAt: now,
  };
  const result = await context.records.commit(liveOf(tenantId), [create(document)]);
  context.log.info('Receipt kept', { tenantId, messageId, word, code, again: !result.ok });
  if (result.ok) await enqueueNow(context, [{ tenantId, id, kind: 'receipts' }]);
}
