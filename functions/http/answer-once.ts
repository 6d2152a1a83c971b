import { ProblemError } from '../../shared/kernel/problem.ts';
import {
  findEarlierOutcome,
  keyedRequest,
  type KeyedRequest,
} from '../../shared/idempotency/keyed-request.ts';
import { KeyTakenError, recordsUnderKey } from '../../shared/idempotency/records-under-key.ts';
import type { Caller } from './app-context.ts';
import type { AnyReply, ArrivedRequest, Endpoint } from './endpoint.ts';

/** What distinguishes a request from another one under the same key. */
export interface KeyedPart {
  readonly key: string;
  readonly path: string;
  readonly body: Uint8Array;
}

/**
 * Answers a creating request that carries an `Idempotency-Key`: the first one creates, and the
 * ones after it get the same status and what was created, as it is now. What was refused is
 * not remembered, so the same key may be sent again with a better body. There is no moment at
 * which a key is taken and its document is not yet there: of two requests at once, one creates
 * and the other finds that out from its broken commit.
 */
export async function answerOnce(
  endpoint: Endpoint,
  arrived: ArrivedRequest & { readonly caller: Caller },
  { key, path, body }: KeyedPart,
): Promise<AnyReply> {
  const { caller, context } = arrived;
  const { tenantId, memberId: actorId } = caller;
  const request = keyedRequest({ tenantId, actorId, route: endpoint.name, key, path, body });
  const earlier = await replayed(endpoint, arrived, request);
  if (earlier !== undefined) return earlier;
  const records = recordsUnderKey(context.records, {
    request,
    creates: endpoint.creates ?? '',
    status: Number(Object.keys(endpoint.replies)[0]),
    now: context.clock.now(),
  });
  try {
    return await endpoint.answer({ ...arrived, context: { ...context, records } });
  } catch (error) {
    if (!(error instanceof KeyTakenError || error instanceof ProblemError)) throw error;
    // A rival under the same key may also show as a conflict with what it created.
    const rival = await replayed(endpoint, arrived, request);
    if (rival !== undefined) return rival;
    throw error instanceof KeyTakenError ? stillUnderWay() : error;
  }
}

async function replayed(
  endpoint: Endpoint,
  { context, caller }: ArrivedRequest & { readonly caller: Caller },
  request: KeyedRequest,
): Promise<AnyReply | undefined> {
  const earlier = await findEarlierOutcome(context.records, request);
  if (earlier === undefined) return undefined;
  const reply = await endpoint.replay?.(context, caller, earlier.resourceId);
  return reply && { ...reply, status: earlier.status, headers: { 'idempotency-replayed': 'true' } };
}

function stillUnderWay(): ProblemError {
  return new ProblemError({
    kind: 'request-under-way',
    status: 409,
    detail: 'Another request with this key is under way. Ask again in a moment.',
    field: 'Idempotency-Key',
  });
}
