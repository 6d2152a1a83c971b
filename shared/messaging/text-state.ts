import { withoutDue } from '../due-work/failure.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import type { Message } from './model.ts';

/** The write that ends a text: the changes, and nothing due any more. */
export function ended(stored: Stored<Message>, changes: Partial<Message>, now: Instant): Write {
  const document = { ...withoutDue(stored.value), ...changes, attempts: 0, updatedAt: now };
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
