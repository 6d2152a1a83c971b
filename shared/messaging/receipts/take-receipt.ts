import { withoutDue } from '../../due-work/failure.ts';
import { enqueueNow } from '../../due-work/fast-path.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Context } from '../../platform/context.ts';
import type { ProviderReceipt } from '../../platform/sms/sms-transport.ts';
import { create } from '../../platform/store/records.ts';
import { liveOf } from '../../tenants/model.ts';
import type { ContentSources } from '../content-source.ts';
import { messageType } from '../model.ts';
import { judgeReceipt, noteJudged } from './judge-receipt.ts';
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
 * Takes a receipt in. Usually two calls of the store: the text that its address names is read, and one
 * commit stores the receipt together with what follows from it, guarded by the text as read. What
 * cannot be settled so, because something changed meanwhile or could not be read, is kept for the
 * worker of queue `receipts`, which tries until it succeeds. Either way the receipt is stored before
 * it is answered.
 *
 * The same receipt again, at once or late, changes nothing: it collides with the first by its id. It
 * may arrive before we know that the text was taken. Throws only when it can be neither settled nor
 * kept; the provider then sends it again.
 */
export async function takeReceipt(
  context: Context,
  sources: ContentSources,
  arrived: ArrivedReceipt,
): Promise<void> {
  const receipt = newReceipt(arrived, context.clock.now());
  const settled = await settledAtOnce(context, sources, receipt);
  if (!settled) await keep(context, receipt);
}

/** Whether the receipt is stored with all that follows from it, now or earlier. */
async function settledAtOnce(
  context: Context,
  sources: ContentSources,
  receipt: Receipt,
): Promise<boolean> {
  const { id, tenantId, messageId, word, code } = receipt;
  const now = receipt.createdAt;
  try {
    const message = await context.records.get(messageType, liveOf(tenantId), messageId);
    const { status, writes } = await judgeReceipt(context, sources, receipt, message, now);
    const document: Receipt = { ...withoutDue(receipt), status };
    const result = await context.records.commit(liveOf(tenantId), [create(document), ...writes]);
    if (!result.ok) return result.broken.id === id;
    context.log.info('Receipt merged', { tenantId, messageId, word, code, status });
    noteJudged(context, document);
    return true;
  } catch (error) {
    // Not lost: it is kept, and its worker meets the same error if it lasts, and says so in the end.
    context.log.warn('Receipt not merged at once', { tenantId, messageId, error: String(error) });
    return false;
  }
}

async function keep(context: Context, receipt: Receipt): Promise<void> {
  const { id, tenantId, messageId, word, code } = receipt;
  const result = await context.records.commit(liveOf(tenantId), [create(receipt)]);
  context.log.info('Receipt kept', { tenantId, messageId, word, code, again: !result.ok });
  if (result.ok) await enqueueNow(context, [{ tenantId, id, kind: 'receipts' }]);
}

function newReceipt(arrived: ArrivedReceipt, now: Instant): Receipt {
  const { tenantId, messageId, attempt, secret, receipt } = arrived;
  const { status: word, reason: detail, providerId, code, fault } = receipt;
  const { unmapped, filtered, quotaZone } = receipt;
  return {
    id: receiptId(messageId, receipt),
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
}
