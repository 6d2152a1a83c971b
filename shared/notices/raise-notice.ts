import type { Instant } from '../kernel/instant.ts';
import type { Write } from '../platform/store/document-store.ts';
import { create, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { noticeId, noticeType, type Notice, type NoticeCause } from './model.ts';

/** What staff must be told. */
export interface NewNotice extends NoticeCause {
  readonly tenantId: string;
  /** One plain sentence; no phone number and no text of a message. */
  readonly detail: string;
  readonly at: Instant;
}

/**
 * The writes (one at most) that tell staff, for the commit of what is told. None when the same
 * stands already. Somebody else's write to the notice in between breaks the commit's guard.
 */
export async function raiseNotice(records: Records, notice: NewNotice): Promise<Write[]> {
  const { tenantId, kind, subject, detail, at } = notice;
  const id = noticeId(notice);
  const stored = await records.get(noticeType, liveOf(tenantId), id);
  const opened: Notice = {
    id,
    type: 'notice',
    tenantId,
    schemaVersion: 1,
    kind,
    subject,
    detail,
    status: 'open',
    createdAt: at,
    updatedAt: at,
  };
  if (stored === undefined) return [create(opened)];
  const { value, etag } = stored;
  if (value.status === 'cured') return [{ op: 'replace', document: opened, etag }];
  if (value.detail === detail) return [];
  return [{ op: 'replace', document: { ...value, detail, updatedAt: at }, etag }];
}
