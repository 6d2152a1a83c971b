import { z } from 'zod';
import { addMs, type Instant } from '../kernel/instant.ts';
import { raiseNotice } from '../notices/raise-notice.ts';
import type { Context } from '../platform/context.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Json, Stored, Write } from '../platform/store/document-store.ts';
import { instantField } from '../platform/store/document-type.ts';
import { backOffMs, MAX_ATTEMPTS } from './back-off.ts';
import type { DueDocument } from './model.ts';
import type { Lease, Worker, WorkOutcome } from './worker.ts';

const WORKER_DIED = 'worker-died';

/** What must be readable of a document for its attempts to be counted. */
const dueDocumentSchema = z.object({
  id: z.string(),
  type: z.string(),
  tenantId: z.string(),
  dueKind: z.string(),
  dueAt: instantField,
  attempts: z.number(),
});

/**
 * Records that the run under `lease` threw: the error and the back-off go onto the document,
 * or it fails for good when that was the last attempt. A document that moved on since
 * (another lease, nothing due) is left alone.
 */
export async function recordFailedAttempt<T extends DueDocument & Json>(
  context: Context,
  worker: Worker<T>,
  document: T,
  lease: Lease,
  error: unknown,
): Promise<WorkOutcome> {
  const message = errorText(error);
  const stored = await context.records.get(
    worker.type,
    { tenantId: document.tenantId },
    document.id,
  );
  if (stored?.value.leaseId !== lease.id || stored.value.dueAt === undefined) return 'overtaken';
  context.log.warn('Attempt failed', {
    tenantId: document.tenantId,
    id: document.id,
    kind: worker.kind,
    attempts: stored.value.attempts,
    error: message,
  });
  if (stored.value.attempts >= MAX_ATTEMPTS) return failForGood(context, worker, stored, message);
  const outcome = await postpone(context, stored, message);
  return outcome ? 'failed-attempt' : 'overtaken';
}

/**
 * Counts an attempt that nobody lived to report: its pointer ended on the poison queue.
 * Only a document that is still due and not claimed since is counted. A document that no
 * longer fits its schema (which may be why it crashed) is counted and failed all the same.
 */
export async function recordPoison<T extends DueDocument & Json>(
  context: Context,
  worker: Worker<T>,
  pointer: Pointer,
): Promise<WorkOutcome> {
  const now = context.clock.now();
  const partition = { tenantId: pointer.tenantId };
  const raw = await context.records.store.get(partition, pointer.id);
  if (raw === undefined) return 'gone';
  const due = dueDocumentSchema.safeParse(raw.value);
  if (!due.success || due.data.dueKind !== pointer.kind || due.data.dueAt > now) return 'stale';
  // Its last claim counted already: there is no attempt beyond the last.
  const attempts = Math.min(due.data.attempts + 1, MAX_ATTEMPTS);
  const counted = { ...raw.value, ...due.data, attempts };
  if (attempts < MAX_ATTEMPTS) {
    const stored = { etag: raw.etag, value: counted };
    return (await postpone(context, stored, WORKER_DIED)) ? 'failed-attempt' : 'overtaken';
  }
  const readable = worker.type.schema.safeParse(counted);
  if (readable.success) {
    return failForGood(context, worker, { etag: raw.etag, value: readable.data }, WORKER_DIED);
  }
  const document = { ...withoutDue(counted), status: 'failed', lastError: 'document-unreadable' };
  const result = await context.records.commit(partition, [
    { op: 'replace', document, etag: raw.etag },
    ...(await failureNotice(context, counted, 'document-unreadable', now)),
  ]);
  return result.ok ? 'failed' : 'overtaken';
}

/** Makes a document `failed` with its reason and raises a notice, in one commit. */
export async function failForGood<T extends DueDocument & Json>(
  context: Context,
  worker: Worker<T>,
  stored: Stored<T>,
  reason: string,
): Promise<WorkOutcome> {
  const now = context.clock.now();
  const { tenantId, id } = stored.value;
  const failure = await worker.fail(context, stored, reason, now);
  const document: Json = {
    ...withoutDue(stored.value),
    ...failure.changes,
    lastError: reason,
    id,
  };
  const result = await context.records.commit({ tenantId }, [
    { op: 'replace', document, etag: stored.etag },
    ...(await failureNotice(context, stored.value, reason, now)),
    ...(failure.writes ?? []),
  ]);
  if (!result.ok) return 'overtaken';
  context.log.error('Gave up', { tenantId, id, kind: worker.kind, reason });
  return 'failed';
}

async function failureNotice(
  context: Context,
  document: DueDocument,
  reason: string,
  now: Instant,
): Promise<Write[]> {
  const { id, tenantId, type } = document;
  return raiseNotice(context.records, {
    tenantId,
    kind: 'work-failed',
    subject: { type, id },
    detail: `Gave up after ${String(MAX_ATTEMPTS)} attempts: ${reason}`,
    at: now,
  });
}

/** A document without the fields that make it due. */
export function withoutDue<T extends DueDocument>(
  document: T,
): Omit<T, 'dueKind' | 'dueAt' | 'leaseId'> {
  const { dueKind: _kind, dueAt: _at, leaseId: _lease, ...rest } = document;
  return rest;
}

async function postpone<T extends DueDocument & Json>(
  context: Context,
  stored: Stored<T>,
  message: string,
): Promise<boolean> {
  const { tenantId, id, attempts } = stored.value;
  const dueAt = addMs(context.clock.now(), backOffMs(id, attempts));
  const document: Json = { ...stored.value, lastError: message, dueAt, leaseId: undefined };
  const result = await context.records.commit({ tenantId }, [
    { op: 'replace', document, etag: stored.etag },
  ]);
  return result.ok;
}

/** One line about an error, without its stack; long ones are cut. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, 300);
}
