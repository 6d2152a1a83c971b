import { enqueueNow } from '../due-work/fast-path.ts';
import { ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { create, replace } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import type { NoShowRecord } from './model.ts';
import { planNotice } from './plan-notice.ts';
import { readRecordFacts, type RecordAct } from './record-facts.ts';

/**
 * Plans the text that takes back a notice about a fee, once per record: its id derives from it. Refused
 * (409, `no-correction-offered`) unless a correction is offered and not planned yet, and (409,
 * `no-phone`) for an owner without a number.
 */
export async function correctNotice(
  context: Context,
  act: Pick<RecordAct, 'tenantId' | 'recordId' | 'expected'>,
): Promise<NoShowRecord> {
  const { records, clock } = context;
  const done = await commitWithRetry(records, liveOf(act.tenantId), async () => {
    const now = clock.now();
    const { record, tenant, owner } = await readRecordFacts(context, act, now);
    const { correction, id: recordId } = record.value;
    if (correction?.status !== 'offered') {
      throw new ProblemError({
        kind: 'no-correction-offered',
        status: 409,
        detail: 'There is no text to take back, or it is taken back already.',
        field: 'correction',
        value: correction?.status ?? 'none',
        allowed: 'a correction that is offered',
      });
    }
    const text = planNotice(tenant, owner.value, { recordId, says: 'correction' }, now);
    if (text === undefined) {
      throw new ProblemError({
        kind: 'no-phone',
        status: 409,
        detail: 'This owner has no phone number to text.',
        field: 'owner',
        value: owner.value.id,
        allowed: 'an owner with a phone number',
      });
    }
    const after: NoShowRecord = {
      ...record.value,
      correction: { status: 'planned', messageId: text.id },
      revision: record.value.revision + 1,
      updatedAt: now,
    };
    const next = [{ tenantId: act.tenantId, id: text.id, kind: 'sms' as const }];
    return { writes: [replace(record, after), create(text)], value: { record: after, next } };
  });
  await enqueueNow(context, done.next);
  return done.record;
}
