import type { Instant } from '../kernel/instant.ts';
import type { Partition, Write } from '../platform/store/document-store.ts';
import { create, type Records } from '../platform/store/records.ts';
import type { KeyedRequest } from './keyed-request.ts';
import { KEY_LIFE_SECONDS, type RequestKey } from './model.ts';

/** Another request under the same key was quicker; nothing was changed by this one. */
export class KeyTakenError extends Error {
  override name = 'KeyTakenError';
}

/** What the key's document says of the request. */
export interface Keeping {
  readonly request: KeyedRequest;
  /** Document type of what the request creates. */
  readonly creates: string;
  /** Status of its reply. */
  readonly status: number;
  readonly now: Instant;
}

/**
 * The same records, except that the commit which creates the request's document also creates
 * the key's: both stand or neither does, whatever dies in between, and no use case has to know.
 * Of two requests at once one commits; the other gets {@link KeyTakenError}. Other commits pass
 * as they are. The commit holds one write more than the use case asked for.
 */
export function recordsUnderKey(records: Records, keeping: Keeping): Records {
  const keyId = keeping.request.id;
  return {
    ...records,
    commit: async (partition, writes) => {
      const resourceId = createdBy(partition, writes, keeping);
      if (resourceId === undefined) return records.commit(partition, writes);
      const key = create(keyDocument(keeping, resourceId));
      const result = await records.commit(partition, [...writes, key]);
      if (!result.ok && result.broken.id === keyId) {
        throw new KeyTakenError(`The key of ${resourceId} is taken`);
      }
      return result;
    },
  };
}

function createdBy(
  { tenantId, month }: Partition,
  writes: readonly Write[],
  { request, creates }: Keeping,
): string | undefined {
  if (tenantId !== request.tenantId || month !== undefined) return undefined;
  for (const write of writes) {
    if (write.op === 'create' && write.document['type'] === creates) return write.document.id;
  }
  return undefined;
}

function keyDocument({ request, status, now }: Keeping, resourceId: string): RequestKey {
  return {
    id: request.id,
    type: 'requestKey',
    tenantId: request.tenantId,
    schemaVersion: 1,
    digest: request.digest,
    status,
    resourceId,
    createdAt: now,
    ttl: KEY_LIFE_SECONDS,
  };
}
