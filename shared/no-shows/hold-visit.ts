import { NO_CHECKPOINTS } from '../appointments/checkpoints.ts';
import type { Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { NoticeCause } from '../notices/model.ts';
import { raiseNotice } from '../notices/raise-notice.ts';
import type { Context } from '../platform/context.ts';
import { create, replace } from '../platform/store/records.ts';
import type { SeenDay } from './brake.ts';
import type { MarkFacts } from './mark-facts.ts';
import type { MarkOutcome } from './mark-visit.ts';
import type { HoldReason, NoShowFinder, NoShowRecord } from './model.ts';
import { newRecord } from './no-show-record.ts';

/** Why a visit is held, and what was seen of its day. */
export interface Hold extends SeenDay {
  readonly reason: HoldReason;
}

/**
 * Keeps a visit that looks missed for a person to decide: a record that is `held` and a notice, no
 * fee, no text, no mark on the owner. The visit stays booked or confirmed, so that it can still be
 * checked in, moved or cancelled, which settles the record.
 */
export async function holdVisit(
  { records }: Pick<Context, 'records'>,
  { tenant, visit, owner }: MarkFacts,
  input: { readonly found: NoShowFinder; readonly hold: Hold; readonly now: Instant },
): Promise<MarkOutcome> {
  const { found, hold, now } = input;
  const opened = newRecord(tenant, visit.value, found, now);
  const record: NoShowRecord = { ...opened, ownerId: owner.value.id, hold: { ...hold } };
  const { tenantId } = tenant;
  const cause = heldCause(record.localDate);
  const notice = await raiseNotice(records, {
    tenantId,
    ...cause,
    detail: detailOf(hold, record.localDate),
    at: now,
  });
  return {
    record,
    writes: [
      replace(visit, { ...NO_CHECKPOINTS, markSeq: record.markSeq, updatedAt: now }),
      create(record),
      ...notice,
    ],
    next: [],
  };
}

/** What the notice about held visits of a local day is about. */
export function heldCause(localDate: LocalDate): NoticeCause {
  return { kind: 'no-shows-held', subject: { type: 'day', id: localDate } };
}

const SEEN: Readonly<Record<HoldReason, string>> = {
  'no-check-ins': 'nobody had been checked in that day',
  'mostly-unmarked': 'most visits of that day were not checked in',
  'found-late': 'it was found out too late',
};

function detailOf({ reason }: Hold, localDate: LocalDate): string {
  return `Visits of ${localDate} look missed, but ${SEEN[reason]}: say which were. Until then there is no fee and no text.`;
}
