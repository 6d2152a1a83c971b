import { phoneId } from '../customers/model.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { DigestContent, MessageOf } from '../messaging/model.ts';

/** A text that could not go out within so long after its time says nothing new any more. */
const USEFUL_MS = 48 * 3_600_000;

/** The text of a scan to one owner, rendered from its content at its first claim. */
export function digestMessage(facts: {
  readonly id: string;
  readonly tenantId: string;
  readonly ownerId: string;
  /** E.164. */
  readonly to: string;
  readonly content: DigestContent;
  readonly sendAt: Instant;
  readonly now: Instant;
}): MessageOf<'vaccination-digest'> {
  const { sendAt, now, to, ...rest } = facts;
  return {
    ...rest,
    type: 'message',
    schemaVersion: 1,
    purpose: 'service',
    phoneId: phoneId(to),
    to,
    status: 'planned',
    notAfter: addMs(sendAt, USEFUL_MS),
    sends: 0,
    attempts: 0,
    dueKind: 'sms',
    dueAt: sendAt,
    createdAt: now,
    updatedAt: now,
  };
}
