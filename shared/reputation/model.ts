import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import {
  documentType,
  instantField,
  localDateField,
  type DocumentOf,
} from '../platform/store/document-type.ts';

/** What changes an owner's score. `manual`: a person's judgement, with a reason. */
export const REPUTATION_KINDS = [
  'no_show',
  'late_cancellation',
  'on_time_arrival',
  'completed',
  'manual',
] as const;
/** One of {@link REPUTATION_KINDS}. */
export type ReputationKind = (typeof REPUTATION_KINDS)[number];

/** Kinds that a visit causes. */
export type VisitMarkKind = Exclude<ReputationKind, 'manual'>;

/**
 * One entry of an owner's reputation. It keeps the points it was worth when it happened; it is
 * never edited, save that a correction voids it, once. The score is the fold over those that are not
 * void, see `score.ts`.
 */
export const reputationEventType = documentType('reputationEvent', {
  ownerId: z.string(),
  kind: z.enum(REPUTATION_KINDS),
  /** What it adds to the score; below 0 it is a bad mark. */
  points: z.number(),
  /** When it happened, not when it was noted. */
  occurredAt: instantField,
  /** The day of `occurredAt` as the business had it in `timeZone`, kept when the business moves. */
  localDate: localDateField,
  timeZone: z.string(),
  /** The visit that caused it; absent for `manual`. */
  appointmentId: z.string().optional(),
  /** manual: why, in a person's words. */
  reason: z.string().optional(),
  /** manual: the member who did. */
  by: z.string().optional(),
  /** Set once, by a correction: it counts no more. */
  voided: z
    .object({
      at: instantField,
      reason: z.string(),
      /** The member who did; absent: the product itself or an operator. */
      by: z.string().optional(),
    })
    .optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** One entry of an owner's reputation. */
export type ReputationEvent = DocumentOf<typeof reputationEventType>;

/**
 * The id of what a visit earned. `markSeq` is the visit's count of no-show marks at that moment: a
 * mark, or a check-in, after an undone mark is another one; the same one twice collides. So is what a
 * visit earns that was completed anew: `completionSeq` counts its completions that were undone.
 */
export function visitMarkId(
  kind: VisitMarkKind,
  appointmentId: string,
  markSeq: number,
  completionSeq = 0,
): string {
  const anew = EARNED_AT_THE_END.has(kind) && completionSeq > 0 ? [String(completionSeq)] : [];
  return derivedId('reputationEvent', kind, appointmentId, String(markSeq), ...anew);
}

const EARNED_AT_THE_END: ReadonlySet<VisitMarkKind> = new Set(['on_time_arrival', 'completed']);
