import { addMs, type Instant } from '../kernel/instant.ts';
import type { Email } from '../messaging/email/model.ts';

/** An e-mail that could not go out within so long after it was planned says nothing new any more. */
const USEFUL_MS = 48 * 3_600_000;

/** The e-mail of a digest, planned: it may leave at any hour, as soon as the sender's pace allows. */
export function digestEmail({
  now,
  ...facts
}: Pick<Email, 'id' | 'tenantId' | 'ownerId' | 'to' | 'content'> & {
  readonly now: Instant;
}): Email {
  return {
    ...facts,
    type: 'email',
    schemaVersion: 1,
    purpose: 'service',
    status: 'planned',
    notAfter: addMs(now, USEFUL_MS),
    sends: 0,
    attempts: 0,
    dueKind: 'emails',
    dueAt: now,
    createdAt: now,
    updatedAt: now,
  };
}
