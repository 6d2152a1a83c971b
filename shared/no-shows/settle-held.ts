import { appointmentType, isOpen } from '../appointments/model.ts';
import { enqueueNow } from '../due-work/fast-path.ts';
import type { Subscriber } from '../events/event-worker.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { replace, type Records } from '../platform/store/records.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { liveOf } from '../tenants/model.ts';
import { curedDay } from './held-day.ts';
import { heldRecord } from './mark-by-hand.ts';
import { markVisit, type MarkOutcome } from './mark-visit.ts';
import type { NoShowRecord } from './model.ts';
import { actOf, readRecordFacts, requireStatus, type RecordAct } from './record-facts.ts';

type Confirmed = Pick<MarkOutcome, 'record' | 'next'>;

/**
 * A person confirms a held visit: it was missed. It is marked as any other, with the fee and the text.
 * Refused (409, `no-show-state`) unless it is held; when the visit was checked in, moved or cancelled
 * meanwhile, the record is dismissed instead and says so.
 */
export async function confirmHeld(context: Context, act: RecordAct): Promise<NoShowRecord> {
  const { records, clock } = context;
  const done = await commitWithRetry<Confirmed>(records, liveOf(act.tenantId), async () => {
    const now = clock.now();
    const facts = await readRecordFacts(context, act, now);
    const { record, visit } = facts;
    requireStatus(record.value, ['held']);
    const cured = await curedDay(records, record.value, now);
    if (!isHeldBy(visit.value, record.value)) {
      const dropped = dismissed(record.value, { reason: MOVED_ON }, now);
      return { writes: [replace(record, dropped), ...cured], value: { record: dropped, next: [] } };
    }
    const { found } = record.value;
    const marked = await markVisit(context, facts, {
      found,
      now,
      by: act.by,
      notes: act.reason,
      held: record,
    });
    return { writes: [...marked.writes, ...cured], value: marked };
  });
  await enqueueNow(context, done.next);
  return done.record;
}

/**
 * A person says that a held visit was not missed. The visit is left as it stands, to be checked in,
 * completed, cancelled or moved like any other; it is not looked at again. Dismissed twice it is
 * dismissed once; refused (409) for one that was confirmed.
 */
export async function dismissHeld(context: Context, act: RecordAct): Promise<NoShowRecord> {
  const { records, clock } = context;
  return commitWithRetry(records, liveOf(act.tenantId), async () => {
    const now = clock.now();
    const { record } = await readRecordFacts(context, act, now);
    if (record.value.status === 'dismissed') return { writes: [], value: record.value };
    requireStatus(record.value, ['held']);
    const after = dismissed(record.value, act, now);
    const cured = await curedDay(records, record.value, now);
    return { writes: [replace(record, after), ...cured], value: after };
  });
}

const MOVED_ON = 'The visit was checked in, completed, moved or cancelled.';

/** A held record is settled when what happens to its visit shows that it was not missed. */
export const settleHeld: Subscriber = {
  name: 'settle-held-no-show',
  events: [
    'appointment_arrived',
    'appointment_completed',
    'appointment_cancelled',
    'appointment_rescheduled',
  ],
  async react({ records }, event, now) {
    return { writes: await settled(records, event.tenantId, event.subject.id, now) };
  },
};

async function settled(
  records: Records,
  tenantId: string,
  appointmentId: string,
  now: Instant,
): Promise<Write[]> {
  const visit = await records.get(appointmentType, liveOf(tenantId), appointmentId);
  if (visit === undefined) return [];
  const record: Stored<NoShowRecord> | undefined = await heldRecord({ records }, visit.value);
  if (record === undefined || isHeldBy(visit.value, record.value)) return [];
  const cured = await curedDay(records, record.value, now);
  return [replace(record, dismissed(record.value, { reason: MOVED_ON }, now)), ...cured];
}

function isHeldBy(
  visit: Parameters<typeof isOpen>[0] & { readonly markSeq: number; readonly startsAt: Instant },
  record: NoShowRecord,
): boolean {
  return isOpen(visit) && visit.markSeq === record.markSeq && visit.startsAt === record.startsAt;
}

function dismissed(
  record: NoShowRecord,
  act: Pick<RecordAct, 'by' | 'reason'>,
  now: Instant,
): NoShowRecord {
  const { revision } = record;
  return {
    ...record,
    status: 'dismissed',
    dismissed: actOf(act, now),
    revision: revision + 1,
    updatedAt: now,
  };
}
