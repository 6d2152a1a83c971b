import { raiseAppointmentEvent } from '../appointments/appointment-event.ts';
import { NO_CHECKPOINTS } from '../appointments/checkpoints.ts';
import type { Appointment } from '../appointments/model.ts';
import type { Owner } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Posting } from '../ledger/posting.ts';
import type { Message } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create, replace } from '../platform/store/records.ts';
import { visitMarkId } from '../reputation/model.ts';
import { reputationChange } from '../reputation/reputation-change.ts';
import { visitMark } from '../reputation/visit-marks.ts';
import { noShowRulesOf } from '../tenants/no-show-rules.ts';
import { feeCharge } from './fee-charge.ts';
import { assessFee, withStrike } from './fee-ladder.ts';
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
 * strikes and balance, the reputation entry, the text about the fee and the event `no_show_detected`,
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
  const { now, by } = marking;
  const before = facts.visit.value;
  const opened = marking.held?.value ?? newRecord(tenant, before, marking.found, now);
  const fee = assessFee(opened.localDate, owner.value.noShowStrikes ?? [], noShowRulesOf(tenant));
  const charged = fee.cents > 0 && noShowRulesOf(tenant).feeMode === 'automatic';
  const posting: Posting = { tenant, owner: owner.value, now, ids: context.ids, by };
  const charge = charged ? feeCharge(posting, opened, fee.cents) : undefined;
  const reputation = await reputationChange(
    context,
    tenant,
    owner.value,
    {
      add: [missed(facts, opened, now)],
      ...(before.arrivedAt !== undefined && {
        void: [visitMarkId('on_time_arrival', before.id, before.markSeq)],
        reason: 'The visit was marked as missed after all.',
        by,
      }),
    },
    now,
  );
  const notice =
    charged && noShowRulesOf(tenant).notifyBySms
      ? planNotice(tenant, owner.value, { recordId: opened.id, says: 'fee' }, now)
      : undefined;
  const record: NoShowRecord = {
    ...opened,
    status: fee.cents > 0 && !charged ? 'review' : 'marked',
    ownerId: owner.value.id,
    fee: {
      ...fee,
      status: fee.cents === 0 ? 'none' : charged ? 'charged' : 'proposed',
      ...(charge !== undefined && { chargeId: charge.entries[0].id }),
    },
    ...(notice !== undefined && { notice: { messageId: notice.id, status: 'planned' } }),
    ...(by !== undefined && { markedBy: by }),
    ...(marking.notes !== undefined && { notes: marking.notes }),
    markedAt: now,
    revision: marking.held === undefined ? 1 : opened.revision + 1,
    updatedAt: now,
  };
  const { appointment, write, pointer } = raiseAppointmentEvent(
    markedVisit(before, opened.markSeq, marking),
    'no_show_detected',
    now,
    { recordId: record.id, ownerId: owner.value.id, feeCents: record.fee.cents },
  );
  const patch: Partial<Owner> = {
    ...charge?.owner,
    ...reputation.owner,
    noShowStrikes: withStrike(owner.value.noShowStrikes, {
      recordId: record.id,
      on: record.localDate,
    }),
    updatedAt: now,
  };
  return {
    record,
    writes: [
      replace(facts.visit, appointment),
      marking.held === undefined ? create(record) : replace(marking.held, record),
      replace(owner, patch),
      ...reputation.writes,
      ...(charge?.writes ?? []),
      ...(notice === undefined ? [] : [create(notice)]),
      write,
    ],
    next: [pointer, ...(charge?.pointers ?? []), ...textPointer(notice)],
  };
}

function textPointer(notice: Message | undefined): Pointer[] {
  return notice === undefined
    ? []
    : [{ tenantId: notice.tenantId, id: notice.id, kind: 'sms' as const }];
}

function missed({ tenant, visit, owner }: MarkFacts, record: NoShowRecord, now: Instant) {
  const { id, ownerId } = { id: visit.value.id, ownerId: owner.value.id };
  const { markSeq, occurredAt } = record;
  return visitMark(tenant, { id, ownerId, markSeq }, { kind: 'no_show', occurredAt, now });
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
