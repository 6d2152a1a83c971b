import { withoutDue } from '../../due-work/failure.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Stored, Write } from '../../platform/store/document-store.ts';
import type { Email } from './model.ts';

/** The write that ends an e-mail: the changes, and nothing due any more. */
export function endedEmail(stored: Stored<Email>, changes: Partial<Email>, now: Instant): Write {
  const document = { ...withoutDue(stored.value), ...changes, attempts: 0, updatedAt: now };
  return { op: 'replace', document, etag: stored.etag };
}

/** The write that moves an e-mail on: the changes (`dueAt` among them), attempts kept, no claim left. */
export function movedEmail(
  stored: Stored<Email>,
  changes: Partial<Email> & { readonly dueAt: Instant },
  now: Instant,
): Write {
  const document: Email = { ...stored.value, ...changes, leaseId: undefined, updatedAt: now };
  return { op: 'replace', document, etag: stored.etag };
}
