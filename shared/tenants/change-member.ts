import { z } from 'zod';
import { oneLine } from '../customers/input-fields.ts';
import { notFound, ProblemError } from '../kernel/problem.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry, type Decision } from '../platform/store/commit-with-retry.ts';
import type { Write } from '../platform/store/document-store.ts';
import { replace, type Records } from '../platform/store/records.ts';
import { actingMember, requireRoleUpTo } from './acting-member.ts';
import { anotherOwner } from './another-owner.ts';
import { memberType, ROLES, type Member } from './membership.ts';
import { liveOf } from './model.ts';

/** Changes of a member: an absent field stays as it is. */
export const memberChangesInput = z.strictObject({
  role: z.enum(ROLES).optional(),
  name: oneLine(100).optional(),
});
/** Changes of a member. */
export type MemberChanges = z.output<typeof memberChangesInput>;

/** Which member is changed, and by whom. */
export interface MemberChange {
  readonly tenantId: string;
  readonly memberId: string;
  /** The member who changes it; absent: the deployment's operator. */
  readonly actorId?: string | undefined;
  readonly expected: ExpectedRevisions;
}

/**
 * Changes a member's role or name; in force with their next request. Nobody touches a role above
 * their own (403), and the last owner stays one (409). Both are guarded in the commit: of two
 * owners who demote each other at the same time, one succeeds.
 */
export async function changeMember(
  context: Context,
  input: MemberChange & { readonly changes: MemberChanges },
): Promise<Member> {
  return changed(context, input, (member) => {
    if (member.status === 'removed') throw memberRemoved(member.id);
    const { role = member.role, name = member.name } = input.changes;
    return { role, ...(name !== undefined && { name }) };
  });
}

/**
 * Ends a membership; their next request is refused. The document stays, so that what they did
 * can be named. Rules and guards are those of {@link changeMember}; once more changes nothing.
 */
export async function removeMember(context: Context, input: MemberChange): Promise<Member> {
  return changed(context, input, () => ({ status: 'removed' }));
}

async function changed(
  context: Context,
  { tenantId, memberId, actorId, expected }: MemberChange,
  edit: (member: Member) => Pick<Partial<Member>, 'role' | 'name' | 'status'>,
): Promise<Member> {
  const { records, clock } = context;
  return commitWithRetry(records, liveOf(tenantId), async (): Promise<Decision<Member>> => {
    const actor = await actingMember(records, tenantId, actorId);
    const stored = await records.get(memberType, liveOf(tenantId), memberId);
    if (stored === undefined) throw notFound('member', memberId);
    const before = stored.value;
    requireRevision(before.revision, expected);
    const edited = { ...before, ...edit(before) };
    if (!differ(before, edited)) return { writes: [], value: before };
    requireRoleUpTo(actor, before.role);
    requireRoleUpTo(actor, edited.role);
    const value = { ...edited, revision: before.revision + 1, updatedAt: clock.now() };
    const guards = [...actor.guards, ...(await ownerGuards(records, before, value))];
    return { writes: [replace(stored, value), ...others(guards, memberId)], value };
  });
}

function differ(before: Member, after: Member): boolean {
  return before.role !== after.role || before.name !== after.name || before.status !== after.status;
}

async function ownerGuards(records: Records, before: Member, after: Member): Promise<Write[]> {
  const owns = ({ role, status }: Member): boolean => role === 'owner' && status === 'active';
  if (!owns(before) || owns(after)) return [];
  return [await anotherOwner(records, before)];
}

/** The guards without a second one on the same document, and none on the one that is written. */
function others(guards: readonly Write[], written: string): Write[] {
  const byId = new Map(guards.map((it) => [it.op === 'touch' ? it.id : '', it]));
  byId.delete(written);
  return [...byId.values()];
}

function memberRemoved(id: string): ProblemError {
  return new ProblemError({
    kind: 'member-removed',
    status: 409,
    detail: 'This member was removed. Invite them again.',
    field: 'member',
    value: id,
  });
}
