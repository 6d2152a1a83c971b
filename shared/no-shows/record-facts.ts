import { appointmentType } from '../appointments/model.ts';
import type { Instant } from '../kernel/instant.ts';
import { notFound, ProblemError } from '../kernel/problem.ts';
import { InvariantError } from '../kernel/result.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { liveOf } from '../tenants/model.ts';
import { readMarkFacts, type MarkFacts } from './mark-facts.ts';
import { noShowRecordType, type NoShowRecord, type NoShowStatus } from './model.ts';

/** A person's act on a record. */
export interface RecordAct {
  readonly tenantId: string;
  readonly recordId: string;
  /** The member; absent: an operator. */
  readonly by?: string | undefined;
  readonly reason: string;
  readonly expected?: ExpectedRevisions;
}

/** A record with the visit and the owner it is about, each with its guard. */
export interface RecordFacts extends MarkFacts {
  readonly record: Stored<NoShowRecord>;
}

/** Reads a record and what it is about. Throws not-found (404) and `revision-mismatch` (412). */
export async function readRecordFacts(
  context: Pick<Context, 'records'>,
  { tenantId, recordId, expected }: Pick<RecordAct, 'tenantId' | 'recordId' | 'expected'>,
  now: Instant,
): Promise<RecordFacts> {
  const { records } = context;
  const record = await records.get(noShowRecordType, liveOf(tenantId), recordId);
  if (record === undefined) throw notFound('no-show', recordId);
  requireRevision(record.value.revision, expected);
  const { appointmentId } = record.value;
  const visit = await records.get(appointmentType, liveOf(tenantId), appointmentId);
  if (visit === undefined) throw new InvariantError(`${recordId} is about no visit.`);
  return { ...(await readMarkFacts(context, visit, now)), record };
}

/** Refuses (409, `no-show-state`) what does not fit where the record stands. */
export function requireStatus(record: NoShowRecord, allowed: readonly NoShowStatus[]): void {
  if (allowed.includes(record.status)) return;
  throw noShowState(record, allowed);
}

/** The refusal of what does not fit where a record stands. */
export function noShowState(record: NoShowRecord, allowed: readonly NoShowStatus[]): ProblemError {
  return new ProblemError({
    kind: 'no-show-state',
    status: 409,
    detail: `This missed visit is ${WORDS[record.status]}; that does not fit.`,
    field: 'status',
    value: record.status,
    allowed: allowed.join(', '),
  });
}

const WORDS: Readonly<Record<NoShowStatus, string>> = {
  held: 'held for review',
  review: 'marked, and its fee waits for a decision',
  marked: 'marked',
  dismissed: 'dismissed',
  undone: 'undone already',
};

/** The refusal of an act on a fee that does not stand so. */
export function feeState(record: NoShowRecord, allowed: string): ProblemError {
  return new ProblemError({
    kind: 'no-show-fee-state',
    status: 409,
    detail: `The fee of this missed visit is ${record.fee.status}; that does not fit.`,
    field: 'fee',
    value: record.fee.status,
    allowed,
  });
}

/** Who did something and why, as records keep it. */
export function actOf(
  { by, reason }: Pick<RecordAct, 'by' | 'reason'>,
  at: Instant,
): { at: Instant; reason: string; by?: string } {
  return { at, reason, ...(by !== undefined && { by }) };
}
