import { ProblemError } from '../kernel/problem.ts';
import type { Write } from '../platform/store/document-store.ts';
import { eachOf } from '../platform/store/query-all.ts';
import type { Records } from '../platform/store/records.ts';
import { guardOf } from './acting-member.ts';
import { memberType, type Member } from './membership.ts';
import { liveOf } from './model.ts';

/**
 * A guard that somebody else than `leaving` is, and at the commit still is, an active owner.
 * Throws `last-owner` (409) when nobody is: a business without an owner could not help itself.
 */
export async function anotherOwner(records: Records, leaving: Member): Promise<Write> {
  const active = eachOf(records, memberType, liveOf(leaving.tenantId), {
    where: { status: 'active' },
    orderBy: { field: 'createdAt' },
  });
  for await (const other of active) {
    if (other.value.role === 'owner' && other.value.id !== leaving.id) return guardOf(other);
  }
  throw new ProblemError({
    kind: 'last-owner',
    status: 409,
    detail:
      'A business needs an owner, and this is its only one. Make somebody else an owner first.',
    field: 'member',
    value: leaving.id,
  });
}
