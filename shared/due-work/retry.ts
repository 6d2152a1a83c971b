import { ProblemError, notFound } from '../kernel/problem.ts';
import { cureNotice } from '../notices/cure-notice.ts';
import type { Context } from '../platform/context.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Json } from '../platform/store/document-store.ts';
import type { DocumentType } from '../platform/store/document-type.ts';
import type { DueDocument } from './model.ts';
import { enqueueNow } from './fast-path.ts';

/**
 * Makes a failed document due again, with its attempts counted anew, because a person asked, and
 * cures its notice in the same commit.
 * `changes` puts it back into a state that its worker takes up. Refused with 409 when the
 * document is not failed.
 */
export async function retryByHand<T extends DueDocument & Json & { readonly status: string }>(
  context: Context,
  type: DocumentType<T>,
  pointer: Pointer,
  changes: Partial<T>,
): Promise<void> {
  const { tenantId, id, kind } = pointer;
  const stored = await context.records.get(type, { tenantId }, id);
  if (stored === undefined) throw notFound(type.type, id);
  if (stored.value.status !== 'failed') throw notFailed(stored.value.status);
  const now = context.clock.now();
  const document = {
    ...stored.value,
    ...changes,
    attempts: 0,
    lastError: undefined,
    dueKind: kind,
    dueAt: now,
  };
  const failure = { kind: 'work-failed', subject: { type: type.type, id } } as const;
  const result = await context.records.commit({ tenantId }, [
    { op: 'replace', document, etag: stored.etag },
    ...(await cureNotice(context.records, tenantId, failure, now)),
  ]);
  if (!result.ok) throw notFailed('being changed by somebody else');
  await enqueueNow(context, [pointer]);
}

function notFailed(status: string): ProblemError {
  return new ProblemError({
    kind: 'not-failed',
    status: 409,
    detail: `Only failed work can be retried; this is ${status}.`,
    field: 'status',
    value: status,
    allowed: 'failed',
  });
}
