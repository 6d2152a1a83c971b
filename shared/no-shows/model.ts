import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import {
  documentType,
  instantField,
  localDateField,
  type DocumentOf,
} from '../platform/store/document-type.ts';

/**
 * Where a missed visit stands. held: nobody believes it yet, a person decides. review: it is marked,
 * and a person decides about the fee. marked: it stands. dismissed: it was held and did not stand.
 * undone: it was marked, and they did come.
 */
export const NO_SHOW_STATUSES = ['held', 'review', 'marked', 'dismissed', 'undone'] as const;
/** One of {@link NO_SHOW_STATUSES}. */
export type NoShowStatus = (typeof NO_SHOW_STATUSES)[number];

/** Why a mark is held, see `brake.ts`; found-late: the end of grace was found out too late to act on it. */
export const HOLD_REASONS = ['no-check-ins', 'mostly-unmarked', 'found-late'] as const;
/** One of {@link HOLD_REASONS}. */
export type HoldReason = (typeof HOLD_REASONS)[number];

/** Who found it: the visit's own checkpoint, the daily look, a member of staff, or a file that told it. */
export const NO_SHOW_FINDERS = ['checkpoint', 'daily', 'staff', 'import'] as const;
/** One of {@link NO_SHOW_FINDERS}. */
export type NoShowFinder = (typeof NO_SHOW_FINDERS)[number];

/** What the fee of a missed visit is for: how the ladder came to it. */
export const FEE_REASONS = [
  'first-strike',
  'repeated-strike',
  'first-strike-waived',
  'same-day',
  'no-fee',
  'set-by-staff',
] as const;

/**
 * Where a fee stands. none: there is none. proposed: a person decides. charged: it is in the ledger.
 * waived: it is not asked for. reversed: the mark is undone, and the fee with it.
 */
export const FEE_STATUSES = ['none', 'proposed', 'charged', 'waived', 'reversed'] as const;

const act = {
  at: instantField,
  reason: z.string(),
  /** The member who did; absent: an operator. */
  by: z.string().optional(),
};

/**
 * A visit that was missed, or is believed to be: the evidence, the fee and what became of both. There
 * is one per visit and mark; its id derives from them. Kept for good, with the policy text in force.
 */
export const noShowRecordType = documentType('noShowRecord', {
  ownerId: z.string(),
  appointmentId: z.string(),
  /** Counts the marks of the visit. */
  markSeq: z.number(),
  status: z.enum(NO_SHOW_STATUSES),
  found: z.enum(NO_SHOW_FINDERS),
  detectedAt: instantField,
  /** The end of grace: when the visit was missed. */
  occurredAt: instantField,
  startsAt: instantField,
  /** The day of the visit as the business has it in `timeZone`. */
  localDate: localDateField,
  timeZone: z.string(),
  gracePeriodMinutes: z.number(),
  staffId: z.string(),
  /** What the visit would have cost, before tax. */
  valueCents: z.number(),
  /** Why a person was asked, and what was seen of the day. */
  hold: z
    .object({
      reason: z.enum(HOLD_REASONS),
      checkIns: z.number(),
      ended: z.number(),
      unmarked: z.number(),
    })
    .optional(),
  fee: z.object({
    status: z.enum(FEE_STATUSES),
    /** What is asked for; 0 for none. */
    cents: z.number(),
    /** Which strike of the owner it is within the window; 0 while it is held, or imported. */
    strike: z.number(),
    reason: z.enum(FEE_REASONS),
    /** The charge in the ledger. */
    chargeId: z.string().optional(),
  }),
  /** The tenant's policy when it was marked; `imported` for one of a file. */
  policyText: z.string(),
  /** The member who marked or confirmed it; absent: the product itself. */
  markedBy: z.string().optional(),
  markedAt: instantField.optional(),
  waived: z.object(act).optional(),
  dismissed: z.object(act).optional(),
  undone: z
    .object({
      ...act,
      arrivedAt: instantField,
      /** Visits that were given the staff member's time meanwhile. */
      resoldTo: z.array(z.string()),
    })
    .optional(),
  /** The text about the fee; absent: none was planned. */
  notice: z
    .object({
      messageId: z.string(),
      status: z.enum(['planned', 'sent', 'skipped', 'failed', 'withdrawn']),
      reason: z.string().optional(),
    })
    .optional(),
  /** A text that takes the notice back; offered once the notice may have been read. */
  correction: z
    .object({
      status: z.enum(['offered', 'planned', 'sent', 'skipped', 'failed']),
      messageId: z.string().optional(),
      reason: z.string().optional(),
    })
    .optional(),
  notes: z.string().optional(),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A visit that was missed, or is believed to be. */
export type NoShowRecord = DocumentOf<typeof noShowRecordType>;

/** The id of a visit's mark of this number: marking it twice collides. */
export function noShowId(appointmentId: string, markSeq: number): string {
  return derivedId('noShow', appointmentId, String(markSeq));
}

/** The id of the text about a record: of its fee, or of its correction. */
export function noShowMessageId(recordId: string, says: 'fee' | 'correction'): string {
  return derivedId('message', 'no-show', recordId, says);
}

/** Whether the visit counts as missed: its owner answers for it. */
export function isMarked({ status }: Pick<NoShowRecord, 'status'>): boolean {
  return status === 'marked' || status === 'review';
}
