import { currentOwner } from '../customers/merge-follow.ts';
import type { Instant } from '../kernel/instant.ts';
import { readLedger } from '../ledger/read-ledger.ts';
import { waivable } from '../ledger/waive.ts';
import type { ContentSource, RenderedText, TextOutcome } from '../messaging/content-source.ts';
import type { MessageOf } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { isMarked, noShowRecordType, type NoShowRecord } from './model.ts';

type NoShowText = MessageOf<'no-show-fee'>;

/**
 * The text about a missed visit: what the fee still comes to when the text is claimed, or that it was
 * a mistake. Nothing is said of a fee that is waived, undone or taken back in the ledger by then; the
 * claim guards the record, so that of an undo and a claim at the same moment one comes first. What
 * became of the text is noted on the record.
 */
export const noShowContent: ContentSource<NoShowText> = {
  kind: 'no-show-fee',

  async render(context, message, { tenant }) {
    const stored = await recordOf(context, message);
    if (stored === undefined) return WITHDRAWN;
    const owner = await currentOwner(context.records, message.tenantId, stored.value.ownerId);
    if (owner === undefined) return WITHDRAWN;
    const { startsAt, timeZone } = stored.value;
    const { firstName } = owner.value;
    const visit = { businessName: tenant.name, ownerFirstName: firstName, startsAt, timeZone };
    // What renders dates takes a second to load unbundled; most commands never render a text.
    const { feeText, undoneText, waivedText } = await import('./notice-text.ts');
    if (message.content.says === 'correction') {
      if (stored.value.status === 'undone') return saying(undoneText(visit), message, stored);
      if (stored.value.fee.status === 'waived') return saying(waivedText(visit), message, stored);
      return WITHDRAWN;
    }
    const { chargeId = '', status } = stored.value.fee;
    if (!isMarked(stored.value) || status !== 'charged') return WITHDRAWN;
    const ledger = await readLedger(context.records, owner.value);
    const charge = ledger.charges.get(chargeId);
    const cents = charge === undefined ? 0 : waivable(ledger, charge);
    if (cents === 0) return WITHDRAWN;
    return saying(feeText(visit, cents, tenant.currency), message, stored);
  },

  async note(context, message, outcome, now) {
    const stored = await recordOf(context, message);
    return stored === undefined ? [] : noted(stored, message, outcome, now);
  },
};

const WITHDRAWN: RenderedText = { kind: 'withdrawn', reason: 'nothing-left-to-say' };

function saying(body: string, message: NoShowText, record: Stored<NoShowRecord>): RenderedText {
  const guard: Write = { op: 'touch', id: record.value.id, etag: record.etag };
  return { kind: 'text', body, content: message.content, dropped: [guard] };
}

async function recordOf(
  { records }: Pick<Context, 'records'>,
  { tenantId, content }: NoShowText,
): Promise<Stored<NoShowRecord> | undefined> {
  return records.get(noShowRecordType, liveOf(tenantId), content.recordId);
}

function noted(
  stored: Stored<NoShowRecord>,
  { id: messageId, content }: NoShowText,
  { status, reason }: TextOutcome,
  now: Instant,
): Write[] {
  const field = content.says === 'fee' ? 'notice' : 'correction';
  const entry = { messageId, status, ...(reason !== undefined && { reason }) };
  return [replace(stored, { [field]: entry, updatedAt: now })];
}
