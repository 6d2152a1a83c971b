import { ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { create } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import {
  duplicateDismissalId,
  duplicateDismissalType,
  type DuplicateDismissal,
} from './duplicate-model.ts';
import { noSuchOwner } from './merge-follow.ts';
import { ownerType } from './model.ts';

/** Notes that two owners are two people: the pair is not suggested again. Repeating it changes nothing. */
export async function dismissDuplicate(
  context: Context,
  input: { readonly tenantId: string; readonly ownerIds: readonly [string, string] },
): Promise<DuplicateDismissal> {
  const { records, clock } = context;
  const { tenantId, ownerIds } = input;
  const [a, b] = ownerIds;
  if (a === b) throw onePerson(a);
  return commitWithRetry(records, liveOf(tenantId), async () => {
    for (const id of ownerIds) {
      const owner = await records.get(ownerType, liveOf(tenantId), id);
      if (owner === undefined) throw await noSuchOwner(records, tenantId, id);
    }
    const id = duplicateDismissalId(a, b);
    const before = await records.get(duplicateDismissalType, liveOf(tenantId), id);
    if (before !== undefined) return { writes: [], value: before.value };
    const dismissal: DuplicateDismissal = {
      id,
      type: 'duplicateDismissal',
      tenantId,
      schemaVersion: 1,
      ownerIds: [...ownerIds].sort(),
      createdAt: clock.now(),
    };
    return { writes: [create(dismissal)], value: dismissal };
  });
}

function onePerson(id: string): ProblemError {
  return new ProblemError({
    kind: 'same-owner',
    status: 422,
    detail: 'A pair is two different owners.',
    field: 'owners',
    value: id,
    allowed: 'the ids of two owners',
  });
}
