import { createHash } from 'node:crypto';
import { derivedId } from '../kernel/ids.ts';
import { ProblemError } from '../kernel/problem.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { requestKeyType } from './model.ts';

/** A request that may be sent again under the same key without being done twice. */
export interface KeyedRequest {
  readonly tenantId: string;
  /** Id of its key's document: one per tenant, actor, route and key. */
  readonly id: string;
  readonly digest: string;
}

/** What an earlier request under the same key came to. */
export interface EarlierOutcome {
  readonly status: number;
  readonly resourceId: string;
}

/**
 * Names a request by its key. Two actors, routes or tenants that happen to choose the same key
 * do not meet. `path` counts for the digest, so that a key cannot move to another parent.
 */
export function keyedRequest(request: {
  readonly tenantId: string;
  readonly actorId: string;
  readonly route: string;
  readonly key: string;
  readonly path: string;
  readonly body: Uint8Array;
}): KeyedRequest {
  const { tenantId, actorId, route, key, path, body } = request;
  const digest = createHash('sha256').update(path).update('\n').update(body).digest('base64url');
  return { tenantId, id: derivedId('requestKey', actorId, route, key), digest };
}

/**
 * What was created under this key within the last day; undefined when nothing was. Throws
 * `idempotency-key-reused` (422) when that was another request.
 */
export async function findEarlierOutcome(
  records: Records,
  { tenantId, id, digest }: KeyedRequest,
): Promise<EarlierOutcome | undefined> {
  const found = await records.get(requestKeyType, liveOf(tenantId), id);
  if (found === undefined) return undefined;
  if (found.value.digest === digest) return found.value;
  throw new ProblemError({
    kind: 'idempotency-key-reused',
    status: 422,
    detail: 'This key was used within the last day for a request with another body or path.',
    field: 'Idempotency-Key',
    allowed: 'a new key for each new request',
  });
}
