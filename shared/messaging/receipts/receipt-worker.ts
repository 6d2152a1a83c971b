import { withoutDue } from '../../due-work/failure.ts';
import type { Worker } from '../../due-work/worker.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Context } from '../../platform/context.ts';
import type { Stored, Write } from '../../platform/store/document-store.ts';
import { parsed } from '../../platform/store/records.ts';
import { count } from '../../platform/telemetry/telemetry.ts';
import { sourceOf, type ContentSources } from '../content-source.ts';
import { deliveryWrites } from '../delivery.ts';
import { messageType, type Message } from '../model.ts';
import { FOLLOW_UP_KIND } from '../text-state.ts';
import { mergeReceipt, type Merge } from './merge-receipt.ts';
import { messageIdOf, receiptType, type Receipt } from './model.ts';

const RECEIPT_LEASE_MS = 60_000;

/**
 * Merges receipts into their texts: receipt and text are read in one call and written in one commit,
 * each guarded, so that a receipt worked twice, at once or late acts once. Of receipts that
 * arrive together one wins, and the other is judged anew against what stands then.
 */
export function receiptWorker(sources: ContentSources): Worker<Receipt> {
  return {
    kind: 'receipts',
    type: receiptType,
    leaseMs: RECEIPT_LEASE_MS,
    companionIdOf: messageIdOf,
    async decide(context, stored, now, companion) {
      const message = companion && parsed(messageType, companion);
      const merge = message === undefined ? 'not-ours' : mergeReceipt(message.value, stored.value);
      count('petops.sms.receipts', { word: stored.value.word, merge });
      if (merge === 'not-ours' || merge === 'doubled') {
        const { tenantId, messageId } = stored.value;
        context.log.warn('Receipt of a send that nobody knows of', { tenantId, messageId, merge });
      }
      const writes =
        message === undefined
          ? []
          : await writesOf(context, sources, merge, message, stored.value, now);
      return { kind: 'settle', writes: [settled(stored, merge, now), ...writes] };
    },
    run: async () => undefined,
    async fail(_context, _stored, _reason, now) {
      return { changes: { status: 'failed', updatedAt: now } };
    },
  };
}

async function writesOf(
  context: Context,
  sources: ContentSources,
  merge: Merge,
  message: Stored<Message>,
  receipt: Receipt,
  now: Instant,
): Promise<readonly Write[]> {
  switch (merge) {
    case 'apply': {
      const { word: status, detail: reason, createdAt: deliveredAt, ...told } = receipt;
      const { providerId, code, fault, unmapped, filtered, quotaZone } = told;
      const word = {
        status,
        ...(code !== undefined && { code }),
        ...(fault !== undefined && { fault }),
        ...(reason !== undefined && { reason }),
        ...(unmapped && { unmapped }),
        ...(filtered && { filtered }),
        ...(quotaZone !== undefined && { quotaZone }),
      };
      const source = sourceOf(sources, message.value);
      return deliveryWrites(context, source, message, { providerId, word, deliveredAt }, now);
    }
    case 'doubled': {
      const { formerProviderIds = [] } = message.value;
      const document = {
        ...message.value,
        formerProviderIds: [...formerProviderIds, receipt.providerId],
        updatedAt: now,
      };
      return [{ op: 'replace', document, etag: message.etag }];
    }
    case 'ask': {
      const asked = { contradicted: true, dueKind: FOLLOW_UP_KIND, dueAt: now };
      const document = { ...message.value, ...asked, updatedAt: now };
      return [{ op: 'replace', document, etag: message.etag }];
    }
    case 'nothing-new':
    case 'earlier-send':
    case 'not-ours':
      return [];
  }
}

function settled(stored: Stored<Receipt>, merge: Merge, now: Instant): Write {
  const status = merge === 'apply' ? 'merged' : merge === 'ask' ? 'contradicts' : merge;
  const document: Receipt = { ...withoutDue(stored.value), status, attempts: 0, updatedAt: now };
  return { op: 'replace', document, etag: stored.etag };
}
