import type { Instant } from '../../kernel/instant.ts';
import type { Context } from '../../platform/context.ts';
import type { Stored, Write } from '../../platform/store/document-store.ts';
import { count } from '../../platform/telemetry/telemetry.ts';
import { sourceOf, type ContentSources } from '../content-source.ts';
import { deliveryWrites } from '../delivery.ts';
import type { Message } from '../model.ts';
import { FOLLOW_UP_KIND } from '../text-state.ts';
import { mergeReceipt, type Merge } from './merge-receipt.ts';
import type { Receipt } from './model.ts';

/** What a receipt comes to. */
export interface Judged {
  readonly status: Receipt['status'];
  /** The writes about its text and what follows from it, guarded; the receipt's own is not among them. */
  readonly writes: readonly Write[];
}

/** Judges a receipt against its text as read; undefined: there is no such text. It has no effect. */
export async function judgeReceipt(
  context: Context,
  sources: ContentSources,
  receipt: Receipt,
  message: Stored<Message> | undefined,
  now: Instant,
): Promise<Judged> {
  const merge = message === undefined ? 'not-ours' : mergeReceipt(message.value, receipt);
  const writes =
    message === undefined ? [] : await writesOf(context, sources, { merge, message, receipt }, now);
  const status = merge === 'apply' ? 'merged' : merge === 'ask' ? 'contradicts' : merge;
  return { status, writes };
}

/** Counts what a receipt came to, once that is stored, and logs one of a send that nobody knows of. */
export function noteJudged(context: Context, { word, tenantId, messageId, status }: Receipt): void {
  count('petops.sms.receipts', { word, merge: status });
  if (status !== 'not-ours' && status !== 'doubled') return;
  context.log.warn('Receipt of a send that nobody knows of', { tenantId, messageId, status });
}

interface Case {
  readonly merge: Merge;
  readonly message: Stored<Message>;
  readonly receipt: Receipt;
}

async function writesOf(
  context: Context,
  sources: ContentSources,
  { merge, message, receipt }: Case,
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
