import type { Instant } from '../kernel/instant.ts';
import { messageType } from '../messaging/model.ts';
import { ended } from '../messaging/text-state.ts';
import type { Context } from '../platform/context.ts';
import type { Write } from '../platform/store/document-store.ts';
import { liveOf } from '../tenants/model.ts';
import type { NoShowRecord } from './model.ts';

/** What becomes of the text about a fee that is not asked for any more. */
export interface TakenBack {
  readonly writes: readonly Write[];
  readonly record: Pick<NoShowRecord, 'notice' | 'correction'>;
}

/** Nobody saw it, nor will. */
const NEVER_SEEN: ReadonlySet<string> = new Set(['skipped', 'expired', 'failed', 'undelivered']);

/**
 * Stops the text about a fee while it is only planned, for the commit that takes the fee back. One
 * that left, or may have, cannot be stopped: a correction is offered. The text's ETag guards it: of a
 * claim and this commit at the same moment one comes first, and the other is decided again.
 */
export async function takeBackNotice(
  { records }: Pick<Context, 'records'>,
  { tenantId, notice, correction }: NoShowRecord,
  now: Instant,
): Promise<TakenBack> {
  const as = { notice, correction };
  if (notice === undefined) return { writes: [], record: as };
  const stored = await records.get(messageType, liveOf(tenantId), notice.messageId);
  if (stored === undefined || NEVER_SEEN.has(stored.value.status))
    return { writes: [], record: as };
  if (stored.value.status === 'planned') {
    const withdrawn = { messageId: notice.messageId, status: 'withdrawn' as const };
    const writes = [ended(stored, { status: 'skipped', reason: 'withdrawn' }, now)];
    return { writes, record: { ...as, notice: withdrawn } };
  }
  return { writes: [], record: { ...as, correction: correction ?? { status: 'offered' } } };
}
