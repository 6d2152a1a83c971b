import { withoutDue } from '../../due-work/failure.ts';
import type { Worker } from '../../due-work/worker.ts';
import { parsed } from '../../platform/store/records.ts';
import type { ContentSources } from '../content-source.ts';
import { messageType } from '../model.ts';
import { judgeReceipt, noteJudged } from './judge-receipt.ts';
import { messageIdOf, receiptType, type Receipt } from './model.ts';

const RECEIPT_LEASE_MS = 60_000;

/**
 * Merges the receipts that were kept, see `take-receipt.ts`: receipt and text are read in one call and
 * written in one commit, each guarded, so that a receipt worked twice, at once or late acts once. Of
 * receipts that arrive together one wins, and the other is judged anew against what stands then.
 */
export function receiptWorker(sources: ContentSources): Worker<Receipt> {
  return {
    kind: 'receipts',
    type: receiptType,
    leaseMs: RECEIPT_LEASE_MS,
    companionIdOf: messageIdOf,
    async decide(context, stored, now, companion) {
      const message = companion && parsed(messageType, companion);
      const { value: receipt, etag } = stored;
      const { status, writes } = await judgeReceipt(context, sources, receipt, message, now);
      const document: Receipt = { ...withoutDue(receipt), status, attempts: 0, updatedAt: now };
      noteJudged(context, document);
      return { kind: 'settle', writes: [{ op: 'replace', document, etag }, ...writes] };
    },
    run: async () => undefined,
    async fail(_context, _stored, _reason, now) {
      return { changes: { status: 'failed', updatedAt: now } };
    },
  };
}
