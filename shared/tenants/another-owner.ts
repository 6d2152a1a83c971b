import { ProblemError } from '../kernel/problem.ts';
import type { Write } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';
import { guardOf } from './acting-member.ts';
import { memberType, type Member } from './membership.ts';
import { liveOf } from './model.ts';

const PAGE = 200;

/**
 * A guard that somebody else than `leaving` is, and at the commit still is, an active owner.
 * Throws `last-owner` (409) when nobody is: a business without an owner could not help itself.
 */
export async function anotherOwner(records: Records, leaving: Member): Promise<Write> {
  let cursor: string | undefined;
  do {
    const page = await records.query(memberType, liveOf(leaving.tenantId), {
      where: { status: 'active' },
      orderBy: { field: 'createdAt' },
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    const other = page.items.find(({ value }) => value.role === 'owner' && value.id !== leaving.id);
    if (other !== undefined) return guardOf(other);
    cursor = page.next;
  } while (cursor !== undefined);
  throw new ProblemError({
    kind: 'last-owner',
    status: 409,
    detail:
      'A business needs an owner, and this is its only one. Make somebody else an owner first.',
    field: 'member',
    value: leaving.id,
  });
}
