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

/** What a visit is to its marks: its id and how often it was marked, completed and cancelled before. */
export interface MarkedOften {
  readonly id: string;
  readonly markSeq: number;
  readonly completionSeq?: number | undefined;
  readonly cancellationSeq?: number | undefined;
}

/**
 * The id of what a visit earned. `markSeq` is the visit's count of no-show marks at that moment: a
 * mark, or a check-in, after an undone mark is another one; the same one twice collides. So is what a
 * visit earns that was completed or cancelled anew: `completionSeq` and `cancellationSeq` count what of that
 * was undone.
 */
export function visitMarkId(kind: VisitMarkKind, visit: MarkedOften): string {
  const counter = UNDONE_BY_KIND[kind];
  const undone = (counter && visit[counter]) ?? 0;
  const anew = undone > 0 ? [String(undone)] : [];
  return derivedId('reputationEvent', kind, visit.id, String(visit.markSeq), ...anew);
}

const UNDONE_BY_KIND: Readonly<
  Partial<Record<VisitMarkKind, 'completionSeq' | 'cancellationSeq'>>
> = {
  on_time_arrival: 'completionSeq',
  completed: 'completionSeq',
  late_cancellation: 'cancellationSeq',
};
