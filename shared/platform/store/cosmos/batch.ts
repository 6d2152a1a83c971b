import type { JSONObject, OperationInput, OperationResponse } from '@azure/cosmos';
import type { PreparedWrite } from '../commit-check.ts';
import type { BrokenGuard } from '../document-store.ts';
import { BatchFault } from './faults.ts';
import { itemOf } from './stored-item.ts';

/** Stands in for the ETag of a version that is no longer there: no document ever has it. */
const BROKEN_ETAG = '"00000000-0000-0000-0000-000000000000"';
const FAILED_WITH_ANOTHER = 424;

/** The SDK forgets `ifMatch` in the type of a deletion; the service takes it for every operation. */
type Operation = OperationInput & { readonly ifMatch?: string };

/**
 * The operations of a batch, in the order of the writes. `etagOf` gives the service's ETag of the
 * version a write is guarded by; without one the guard is broken, and the service is left to say
 * which guard is the first. A touch patches the commit id alone: it sends and reads no document.
 */
export function operationsOf(
  pk: string,
  commitId: string,
  writes: readonly PreparedWrite[],
  etagOf: (write: { readonly id: string; readonly etag: string }) => string | undefined,
): OperationInput[] {
  return writes.map((write): Operation => {
    const { id } = write;
    if (write.op === 'create') {
      const resourceBody = itemOf(pk, commitId, write.document) as JSONObject;
      return { operationType: 'Create', resourceBody };
    }
    if (write.op === 'put') {
      const resourceBody = itemOf(pk, commitId, write.document) as JSONObject;
      return { operationType: 'Upsert', resourceBody };
    }
    const ifMatch = etagOf(write) ?? BROKEN_ETAG;
    switch (write.op) {
      case 'replace': {
        const resourceBody = itemOf(pk, commitId, write.document) as JSONObject;
        return { operationType: 'Replace', id, ifMatch, resourceBody };
      }
      case 'touch': {
        const operations = [{ op: 'set' as const, path: '/commitId', value: commitId }];
        return { operationType: 'Patch', id, ifMatch, resourceBody: { operations } };
      }
      case 'delete':
        return { operationType: 'Delete', id, ifMatch };
    }
  });
}

/** The body of an answer to a batch: one entry per operation, in their order. */
export type BatchAnswer = readonly (OperationResponse & {
  readonly retryAfterMilliseconds?: number;
})[];

/**
 * The guard that broke, or undefined when the batch was carried out. The service stops at the
 * first operation that fails and answers 424 for all others. Throws {@link BatchFault} when the
 * failure is the service's own.
 */
export function brokenGuard(
  answer: BatchAnswer,
  writes: readonly PreparedWrite[],
): BrokenGuard | undefined {
  const index = answer.findIndex(
    ({ statusCode }) => statusCode >= 400 && statusCode !== FAILED_WITH_ANOTHER,
  );
  const failed = answer[index];
  const write = writes[index];
  if (failed && write) {
    const reason = reasonOf(failed.statusCode, write.op);
    if (reason) return { index, id: write.id, reason };
    throw new BatchFault(failed.statusCode, failed.retryAfterMilliseconds);
  }
  // All failed with another and none by itself, or entries are missing: no answer to rely on.
  if (answer.length !== writes.length || answer.some(({ statusCode }) => statusCode >= 400)) {
    throw new BatchFault(500, undefined);
  }
  return undefined;
}

function reasonOf(status: number, op: PreparedWrite['op']): BrokenGuard['reason'] | undefined {
  if (op === 'create') return status === 409 ? 'exists' : undefined;
  if (op === 'put') return undefined;
  if (status === 404) return 'missing';
  return status === 412 ? 'changed' : undefined;
}
