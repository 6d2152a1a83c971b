import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';

/** How a notice can stand. acknowledged: somebody has seen it and it still holds. */
export const NOTICE_STATUSES = ['open', 'acknowledged', 'cured'] as const;

/**
 * Something staff must see. There is one per kind and subject: raised again while it holds, it
 * says the newest; raised again after it was cured, it opens again.
 */
export const noticeType = documentType('notice', {
  /** Stable word for what it is about. */
  kind: z.enum([
    'work-failed',
    'scan-held',
    'sms-sender',
    'email-sender',
    'number-unusable',
    'no-shows-held',
    'slot-resold',
    'sms-code',
    'sms-filtered',
    'sms-daily-cap',
    'campaign-held',
  ]),
  subject: z.object({ type: z.string(), id: z.string() }),
  /** One plain sentence; no phone number and no text of a message. */
  detail: z.string(),
  status: z.enum(NOTICE_STATUSES),
  acknowledgedAt: instantField.optional(),
  /** The member who saw it. */
  acknowledgedBy: z.string().optional(),
  curedAt: instantField.optional(),
  /** The member who declared it cured; absent: its cause was gone. */
  curedBy: z.string().optional(),
  /** When it opened, the last time it did. */
  createdAt: instantField,
  updatedAt: instantField,
});
/** A notice. */
export type Notice = DocumentOf<typeof noticeType>;

/** What a notice is about. */
export type NoticeCause = Pick<Notice, 'kind' | 'subject'>;

/** The id of the notice about a cause. */
export function noticeId({ kind, subject }: NoticeCause): string {
  return derivedId('notice', kind, subject.type, subject.id);
}
