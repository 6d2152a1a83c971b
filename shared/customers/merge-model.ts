import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';
import { ownerType } from './model.ts';

/**
 * What stays of an owner who was merged into another, under the same id, so that ids in links,
 * imports and older documents lead to the survivor. It is of a type of its own: whoever reads
 * owners finds none here, and lists and searches pass it over without knowing about merges.
 */
export const mergedOwnerType = documentType('mergedOwner', {
  status: z.literal('merged'),
  /** The owner it was merged into; who may have been merged since, see `merge-follow.ts`. */
  mergedInto: z.string(),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** What stays of a merged owner. */
export type MergedOwner = DocumentOf<typeof mergedOwnerType>;

/** Where a merge stands. moving: documents may still carry the merged owner's id. */
export const MERGE_STATUSES = ['moving', 'done'] as const;

/**
 * One merge of two owners, kept for good: how both were and what came of it. Its id derives from
 * the owner who goes, because nobody is merged twice.
 */
export const ownerMergeType = documentType('ownerMerge', {
  fromId: z.string(),
  intoId: z.string(),
  status: z.enum(MERGE_STATUSES),
  before: z.object({ from: ownerType.schema, into: ownerType.schema }),
  /** The survivor right after. */
  after: ownerType.schema,
  finishedAt: instantField.optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A merge of two owners. */
export type OwnerMerge = DocumentOf<typeof ownerMergeType>;

/** The id of the merge in which an owner went. */
export function ownerMergeId(fromId: string): string {
  return derivedId('ownerMerge', fromId);
}
