import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';

/** A person's word that two owners are not one, so that it is not suggested again. */
export const duplicateDismissalType = documentType('duplicateDismissal', {
  ownerIds: z.array(z.string()),
  createdAt: instantField,
});
/** A dismissed suggestion. */
export type DuplicateDismissal = DocumentOf<typeof duplicateDismissalType>;

/** The id of the dismissal of a pair, in whatever order the two are named. */
export function duplicateDismissalId(a: string, b: string): string {
  return derivedId('duplicateDismissal', ...[a, b].sort());
}
