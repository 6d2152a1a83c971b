import { z } from 'zod';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';

/** What was done to a document. */
export const AUDIT_ACTIONS = ['created', 'changed', 'deleted'] as const;

/**
 * One change of one document by a person. Written in the commit that makes the change, so there
 * is an entry exactly when there is a change; never edited.
 */
export const auditEntryType = documentType('auditEntry', {
  /** The member who made the change. */
  actorId: z.string(),
  /** The role they had at that time. */
  role: z.string(),
  action: z.enum(AUDIT_ACTIONS),
  subjectType: z.string(),
  subjectId: z.string(),
  /** Per changed field its value before and after; a side that is absent had no such field. */
  changes: z.record(
    z.string(),
    z.object({ before: z.unknown().optional(), after: z.unknown().optional() }),
  ),
  /** Ties the entry to the request's log lines and answer. */
  correlationId: z.string(),
  createdAt: instantField,
});
/** One change of one document by a person. */
export type AuditEntry = DocumentOf<typeof auditEntryType>;
