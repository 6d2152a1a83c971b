import { raiseAppointmentEvent } from '../appointments/appointment-event.ts';
import { NO_CHECKPOINTS } from '../appointments/checkpoints.ts';
import type { Appointment } from '../appointments/model.ts';
import type { Owner } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { LedgerChange, Posting } from '../ledger/posting.ts';
import type { Message } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create, replace } from '../platform/store/records.ts';
import { reputationChange, type ReputationChange } from '../reputation/reputation-change.ts';
import { visitMark } from '../reputation/visit-marks.ts';
import { claimWrites, type ClaimChange } from '../staff/staff-days.ts';
import { noShowRulesOf } from '../tenants/no-show-rules.ts';
import { feeCharge } from './fee-charge.ts';
import { assessFee, withStrike, type AssessedFee } from './fee-ladder.ts';
import type { MarkFacts } from './mark-facts.ts';
import type { NoShowFinder, NoShowRecord } from './model.ts';
import { newRecord } from './no-show-record.ts';
import { planNotice } from './plan-notice.ts';

/** How a visit comes to be marked. */
export interface Marking {
  readonly found: NoShowFinder;
  readonly now: Instant;
  /** The member who marks or confirms; absent: the product itself or an operator. */
  readonly by?: string | undefined;
  readonly notes?: string | undefined;
  /** The record that was held, when a person confirms it. */
  readonly held?: Stored<NoShowRecord> | undefined;
}

/** What a mark comes to: one commit. */
export interface MarkOutcome {
  readonly record: NoShowRecord;
  readonly writes: readonly Write[];
  /** For `enqueueNow` after the commit. */
  readonly next: readonly Pointer[];
}

/**
 * Marks a visit as missed: the visit, the record, the fee by the ladder, the owner's counters, score,
 * strikes and balance, the staff member's time, which is free again, the reputation entry, the text about the fee and the event `no_show_detected`,
 * all in one commit. Every document is guarded by its ETag or created under an id derived from visit and
 * mark, so that a check-in, a cancellation or another mark at the same moment lets one of them through.
 * Reads nothing, unless entries of the owner's reputation that happened later are there already.
 */
export async function markVisit(
  context: Context,
  facts: MarkFacts,
  marking: Marking,
): Promise<MarkOutcome> {
  const { tenant, owner } = facts;
  const { now, held } = marking;
  const opened = held?.value ?? newRecord(tenant, facts.visit.value, marking.found, now);
  const fee = feeOf(context, facts, opened, marking);
  const reputation = await reputationAfter(context, facts, opened, now);
  const record = markedRecord(opened, owner.value.id, fee, marking);
  const { appointment, write, pointer } = raiseAppointmentEvent(
    markedVisit(facts.visit.value, opened.markSeq, marking),
    'no_show_detected',
    now,
    {
      recordId: record.id,
      ownerId: owner.value.id,
      feeCents: record.fee.cents,
      'no_show.fee': record.fee.cents,
    },
  );
  const strike = { recordId: record.id, on: record.localDate };
  const patch: Partial<Owner> = {
    ...fee.charge?.owner,
    ...reputation.owner,
    noShowStrikes: withStrike(owner.value.noShowStrikes, strike),
    updatedAt: now,
  };
  return {
    record,
    writes: [
      replace(facts.visit, appointment),
      held === undefined ? create(record) : replace(held, record),
      replace(owner, patch),
      ...claimWrites(facts.days, timeOf(appointment, now)),
      ...reputation.writes,
      ...(fee.charge?.writes ?? []),
      ...(fee.notice === undefined ? [] : [create(fee.notice)]),
      write,
    ],
    next: [pointer, ...(fee.charge?.pointers ?? []), ...textPointer(fee.notice)],
  };
}

interface DecidedFee {
  readonly assessed: AssessedFee;
  /** Absent: there is none, or a person decides. */
  readonly charge?: LedgerChange | undefined;
  readonly notice?: Message | undefined;
}

function feeOf(
  { ids }: Context,
  { tenant, owner }: MarkFacts,
  record: NoShowRecord,
  { now, by }: Marking,
): DecidedFee {
  const rules = noShowRulesOf(tenant);
  const assessed = assessFee(record.localDate, owner.value.noShowStrikes ?? [], rules);
  if (assessed.cents === 0 || rules.feeMode !== 'automatic') return { assessed };
  const posting: Posting = { tenant, owner: owner.value, now, ids, by };
  const about = { recordId: record.id, says: 'fee' as const };
  return {
    assessed,
    charge: feeCharge(posting, record, assessed.cents),
    notice: rules.notifyBySms ? planNotice(tenant, owner.value, about, now) : undefined,
  };
}

function markedRecord(
  opened: NoShowRecord,
  ownerId: string,
  { assessed, charge, notice }: DecidedFee,
  { now, by, notes, held }: Marking,
): NoShowRecord {
  const proposed = assessed.cents > 0 && charge === undefined;
  const status = assessed.cents === 0 ? 'none' : proposed ? 'proposed' : 'charged';
  return {
    ...opened,
    ownerId,
    status: proposed ? 'review' : 'marked',
    fee: {
      ...assessed,
      status,
      ...(charge !== undefined && { chargeId: charge.entries[0].id }),
    },
    ...(notice !== undefined && { notice: { messageId: notice.id, status: 'planned' } }),
    ...(by !== undefined && { markedBy: by }),
    ...(notes !== undefined && { notes }),
    markedAt: now,
    revision: held === undefined ? 1 : opened.revision + 1,
    updatedAt: now,
  };
}

async function reputationAfter(
  context: Context,
  { tenant, visit, owner }: MarkFacts,
  { markSeq, occurredAt }: NoShowRecord,
  now: Instant,
): Promise<ReputationChange> {
  const marked = { id: visit.value.id, ownerId: owner.value.id, markSeq };
  const add = [visitMark(tenant, marked, { kind: 'no_show', occurredAt, now })];
  return reputationChange(context, tenant, owner.value, { add }, now);
}

// Nobody comes: the time is free for somebody else.
function timeOf({ tenantId, staffId, id }: Appointment, now: Instant): ClaimChange {
  return { tenantId, staffId, appointmentId: id, now };
}

function textPointer(notice: Message | undefined): Pointer[] {
  return notice === undefined
    ? []
    : [{ tenantId: notice.tenantId, id: notice.id, kind: 'sms' as const }];
}

function markedVisit(visit: Appointment, markSeq: number, marking: Marking): Appointment {
  const { now, by, notes } = marking;
  const entry = {
    at: now,
    what: 'no_show' as const,
    status: 'no_show' as const,
    ...(by !== undefined && { by }),
    ...(notes !== undefined && { reason: notes }),
  };
  return {
    ...visit,
    ...NO_CHECKPOINTS,
    status: 'no_show',
    markSeq,
    arrivedAt: undefined,
    history: [...visit.history, entry],
    revision: visit.revision + 1,
    updatedAt: now,
  };
}
