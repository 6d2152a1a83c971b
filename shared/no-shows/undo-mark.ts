import { raiseAppointmentEvent } from '../appointments/appointment-event.ts';
import type { Appointment } from '../appointments/model.ts';
import { enqueueNow } from '../due-work/fast-path.ts';
import { addMs, later, type Instant } from '../kernel/instant.ts';
import { ProblemError } from '../kernel/problem.ts';
import type { LedgerChange } from '../ledger/posting.ts';
import { readLedger } from '../ledger/read-ledger.ts';
import { reverse } from '../ledger/reverse.ts';
import { raiseNotice } from '../notices/raise-notice.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Write } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import { visitMarkId } from '../reputation/model.ts';
import { reputationChange, type ReputationChange } from '../reputation/reputation-change.ts';
import { bookedWithin, claimWrites } from '../staff/staff-days.ts';
import { liveOf } from '../tenants/model.ts';
import { withoutStrike } from './fee-ladder.ts';
import { isMarked, type NoShowRecord } from './model.ts';
import {
  actOf,
  noShowState,
  readRecordFacts,
  type RecordAct,
  type RecordFacts,
} from './record-facts.ts';
import { takeBackNotice } from './take-back-notice.ts';

/** Whoever comes earlier than this came for another visit. */
const EARLIEST_ARRIVAL_MS = 12 * 3_600_000;

/**
 * They did come: the visit becomes `arrived` at the time given, the mark and its reputation entry are
 * void, the staff member's time is taken again (a notice and a noted override tell of a time that was given to somebody else), the fee is reversed (what was paid of it becomes credit, and a credit note is owed for one that
 * was invoiced), a text that has not left is stopped, and a correction is offered for one that may have.
 * Fees of later visits stay; `later-fees.ts` lists them. All in one commit.
 *
 * Undone twice: the second is refused (409, `no-show-state`). Racing a new mark, a claim of the text or a
 * payment of the fee, one comes first and the other is decided again from what it left. An arrival in the
 * future or long before the visit is refused (422).
 */
export async function undoNoShow(
  context: Context,
  act: RecordAct & { readonly arrivedAt: Instant },
): Promise<NoShowRecord> {
  const { records, clock } = context;
  const { tenantId, arrivedAt } = act;
  const done = await commitWithRetry(records, liveOf(tenantId), async () => {
    const now = clock.now();
    const facts = await readRecordFacts(context, act, now);
    requireUndoable(facts);
    requireArrival(facts.visit.value, arrivedAt, now);
    const reversal = await feeReversed(context, facts, act, now);
    const reputation = await reputationAfter(context, facts, act, now);
    const notice = await takeBackNotice(context, facts.record.value, now);
    const time = timeAgain(facts, now);
    const resold = await resoldNotice(context, facts.visit.value, time.resoldTo, now);
    const record: NoShowRecord = {
      ...facts.record.value,
      ...notice.record,
      status: 'undone',
      fee: feeAfter(facts.record.value.fee),
      undone: { ...actOf(act, now), arrivedAt, resoldTo: time.resoldTo },
      revision: facts.record.value.revision + 1,
      updatedAt: now,
    };
    const { appointment, write, pointer } = raiseAppointmentEvent(
      arrivedVisit(facts.visit.value, act, time.resoldTo, now),
      'no_show_undone',
      now,
      { recordId: record.id, ownerId: record.ownerId },
    );
    const owner = replace(facts.owner, {
      ...reversal?.owner,
      ...reputation.owner,
      noShowStrikes: withoutStrike(facts.owner.value.noShowStrikes, record.id),
      updatedAt: now,
    });
    return {
      writes: [
        replace(facts.record, record),
        replace(facts.visit, appointment),
        owner,
        ...reputation.writes,
        ...(reversal?.writes ?? []),
        ...notice.writes,
        ...time.writes,
        ...resold,
        write,
      ],
      value: { record, next: [pointer, ...(reversal?.pointers ?? [])] },
    };
  });
  await enqueueNow(context, done.next);
  return done.record;
}

function requireUndoable({ record, visit }: RecordFacts): void {
  const { status, markSeq } = visit.value;
  const stands = isMarked(record.value) && status === 'no_show' && markSeq === record.value.markSeq;
  if (!stands) throw noShowState(record.value, ['marked', 'review']);
}

/** Refuses (422, `instant-out-of-range`) an arrival after now, before the booking or long before the visit. */
function requireArrival(
  visit: Pick<Appointment, 'createdAt' | 'startsAt' | 'source'>,
  arrivedAt: Instant,
  now: Instant,
): void {
  const earliest = addMs(visit.startsAt, -EARLIEST_ARRIVAL_MS);
  // An imported visit is older than its document.
  const first = visit.source === 'import' ? earliest : later(visit.createdAt, earliest);
  if (arrivedAt >= first && arrivedAt <= now) return;
  throw new ProblemError({
    kind: 'instant-out-of-range',
    status: 422,
    detail: 'They came neither in the future nor long before the visit.',
    field: 'arrivedAt',
    value: arrivedAt,
    allowed: `${first} to ${now}`,
  });
}

async function feeReversed(
  context: Context,
  { tenant, owner, record }: RecordFacts,
  { by, reason }: RecordAct,
  now: Instant,
): Promise<LedgerChange | undefined> {
  const { chargeId } = record.value.fee;
  if (chargeId === undefined) return undefined;
  const ledger = await readLedger(context.records, owner.value);
  if (ledger.reversed.has(chargeId)) return undefined;
  const posting = { tenant, owner: owner.value, now, ids: context.ids, by };
  return reverse(posting, ledger, { entryId: chargeId, reason });
}

async function reputationAfter(
  context: Context,
  { tenant, owner, record }: RecordFacts,
  { reason, by }: RecordAct,
  now: Instant,
): Promise<ReputationChange> {
  const { appointmentId, markSeq } = record.value;
  const edit = { void: [visitMarkId('no_show', { id: appointmentId, markSeq })], reason, by };
  return reputationChange(context, tenant, owner.value, edit, now);
}

/** The time the visit takes again, and whom the staff member was given to meanwhile. */
function timeAgain({ days, visit }: RecordFacts, now: Instant) {
  const { tenantId, staffId, id: appointmentId, startsAt, busyUntil } = visit.value;
  const take = { from: startsAt, until: busyUntil };
  return {
    resoldTo: bookedWithin(days, take, appointmentId).map((it) => it.appointmentId),
    writes: claimWrites(days, { tenantId, staffId, appointmentId, take, now }),
  };
}

async function resoldNotice(
  { records }: Pick<Context, 'records'>,
  { tenantId, id, localDate }: Appointment,
  resoldTo: readonly string[],
  at: Instant,
): Promise<Write[]> {
  if (resoldTo.length === 0) return [];
  const subject = { type: 'appointment', id };
  const detail = `A visit of ${localDate} that was taken for missed came after all, and its time was given to another one: look at the day.`;
  return raiseNotice(records, { tenantId, kind: 'slot-resold', subject, detail, at });
}

function feeAfter(fee: NoShowRecord['fee']): NoShowRecord['fee'] {
  return fee.status === 'none' ? fee : { ...fee, status: 'reversed' };
}

function arrivedVisit(
  visit: Appointment,
  { arrivedAt, by, reason }: RecordAct & { readonly arrivedAt: Instant },
  resoldTo: readonly string[],
  now: Instant,
): Appointment {
  const member = by !== undefined && { by };
  const override = {
    rule: 'double-booking' as const,
    reason: 'They came after all.',
    ...member,
    at: now,
  };
  const entry = {
    at: now,
    what: 'no_show_undone' as const,
    status: 'arrived' as const,
    reason,
    ...(by !== undefined && { by }),
  };
  return {
    ...visit,
    status: 'arrived',
    arrivedAt,
    overrides: resoldTo.length === 0 ? visit.overrides : [...visit.overrides, override],
    history: [...visit.history, entry],
    revision: visit.revision + 1,
    updatedAt: now,
  };
}
