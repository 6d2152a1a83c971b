import { z } from 'zod';
import type { Instant } from '../kernel/instant.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';

/** Something staff must see. */
export const noticeType = documentType('notice', {
  /** Stable word for what it is about. */
  kind: z.enum(['work-failed', 'scan-held', 'sms-sender', 'number-unusable']),
  subject: z.object({ type: z.string(), id: z.string() }),
  /** One plain sentence; no phone number and no text of a message. */
  detail: z.string(),
  status: z.enum(['open', 'cured']),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A notice. */
export type Notice = DocumentOf<typeof noticeType>;

/** A new open notice, ready to be created in the commit of what caused it. */
export function openNotice(from: {
  readonly id: string;
  readonly tenantId: string;
  readonly kind: Notice['kind'];
  readonly subject: Notice['subject'];
  readonly detail: string;
  readonly at: Instant;
}): Notice {
  return {
    id: from.id,
    type: 'notice',
    tenantId: from.tenantId,
    schemaVersion: 1,
    kind: from.kind,
    subject: from.subject,
    detail: from.detail,
    status: 'open',
    createdAt: from.at,
    updatedAt: from.at,
  };
}
