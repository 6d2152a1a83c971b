import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';

/** How an owner rated a visit, by answering the text that asked. One per text that asks. */
export const ratingType = documentType('rating', {
  /** 1 (bad) to 5 (good). */
  score: z.number(),
  /** What they wrote beside the number. */
  comment: z.string().optional(),
  appointmentId: z.string(),
  ownerId: z.string().optional(),
  phoneId: z.string(),
  /** Who looked after the visit, when it is known. */
  staffId: z.string().optional(),
  /** The text that asked. */
  messageId: z.string(),
  /** The text that answered. */
  textId: z.string(),
  /** When the answer came in. */
  ratedAt: instantField,
  /** Answers that a later one replaced, oldest first. */
  earlier: z.array(z.object({ score: z.number(), textId: z.string(), ratedAt: instantField })),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A rating. */
export type Rating = DocumentOf<typeof ratingType>;

/** The id of the rating that a text asks for: a second answer corrects the first. */
export function ratingId(messageId: string): string {
  return derivedId('rating', messageId);
}
