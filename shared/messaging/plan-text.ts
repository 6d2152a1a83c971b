import { phoneId } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Message, MessageOf } from './model.ts';

/** A text whose words are given. */
export interface PlainText {
  /** Derived from its cause, where a repeat must collide. */
  readonly id: string;
  readonly tenantId: string;
  /** Absent: it goes to the number as such, whoever owns it. */
  readonly ownerId?: string | undefined;
  /** E.164. */
  readonly to: string;
  readonly body: string;
  readonly answers?: Message['answers'];
  readonly asks?: Message['asks'];
  /** The member who wrote it; absent: the product did. */
  readonly authorId?: string | undefined;
  /** When it is to go out; an instant to come is "send later". */
  readonly sendAt: Instant;
  /** Later than this it is of no use and is not sent. */
  readonly notAfter: Instant;
}

/** A planned service text of given words; whether it may be sent is decided at its claim. */
export function planText(text: PlainText, now: Instant): MessageOf<'plain'> {
  const { id, tenantId, ownerId, to, body, answers, asks, authorId, sendAt, notAfter } = text;
  return {
    id,
    type: 'message',
    tenantId,
    schemaVersion: 1,
    purpose: 'service',
    ...(ownerId !== undefined && { ownerId }),
    phoneId: phoneId(to),
    to,
    content: { kind: 'plain', body },
    ...(answers !== undefined && { answers }),
    ...(asks !== undefined && { asks }),
    ...(authorId !== undefined && { authorId }),
    status: 'planned',
    notAfter,
    sends: 0,
    attempts: 0,
    dueKind: 'sms',
    dueAt: sendAt,
    createdAt: now,
    updatedAt: now,
  };
}
