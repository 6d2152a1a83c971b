import { withoutDue } from '../due-work/failure.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { nextLookUp, nextPriceLookUp } from './look-up-schedule.ts';
import type { Message } from './model.ts';

/** The queue on which texts that were handed over travel: what is asked about them may wait. */
export const FOLLOW_UP_KIND = 'sms-bulk';

/** The write that ends a text: the changes, and nothing due any more. */
export function ended(stored: Stored<Message>, changes: Partial<Message>, now: Instant): Write {
  const document = {
    ...withoutDue(stored.value),
    planVersion: undefined,
    ...changes,
    attempts: 0,
    updatedAt: now,
  };
  return { op: 'replace', document, etag: stored.etag };
}

/** The write that moves a text on: the changes (`dueAt` among them), attempts kept, no claim left. */
export function moved(
  stored: Stored<Message>,
  changes: Partial<Message> & { readonly dueAt: Instant },
  now: Instant,
): Write {
  const document: Message = { ...stored.value, ...changes, leaseId: undefined, updatedAt: now };
  return { op: 'replace', document, etag: stored.etag };
}

/**
 * The write that notes what the provider said, due again while there is something left to learn:
 * the outcome, up to 72 hours after the call, or the price, up to 48. News of it
 * later than that have the provider asked once.
 */
export function followedUp(
  stored: Stored<Message>,
  changes: Partial<Message>,
  now: Instant,
): Write {
  const message = { ...stored.value, ...changes };
  const since = message.claimedAt ?? message.createdAt;
  const open = message.status === 'accepted' || message.status === 'sent';
  const priced = message.costMicros !== undefined;
  const { providerId, status } = stored.value;
  const isNews = message.providerId !== providerId || message.status !== status;
  const once = isNews ? now : undefined;
  const price = priced ? undefined : (nextPriceLookUp(since, now) ?? once);
  const dueAt = open ? (nextLookUp(since, now) ?? once) : price;
  if (dueAt === undefined) return ended(stored, changes, now);
  return moved(stored, { ...changes, attempts: 0, dueKind: FOLLOW_UP_KIND, dueAt }, now);
}
