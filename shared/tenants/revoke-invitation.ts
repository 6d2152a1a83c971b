import { notFound, ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry, type Decision } from '../platform/store/commit-with-retry.ts';
import { replace } from '../platform/store/records.ts';
import { actingMember, requireRoleUpTo } from './acting-member.ts';
import { invitationType, type Invitation, type InvitationPlace } from './invitation.ts';
import { liveOf } from './model.ts';

/**
 * Takes an invitation back; once more changes nothing. Throws not-found (404),
 * `invitation-used` (409) for one that was accepted, and `role-too-low` (403) for one to a role
 * above the member's own.
 */
export async function revokeInvitation(
  context: Context,
  input: InvitationPlace & { readonly actorId?: string | undefined },
): Promise<Invitation> {
  const { records, clock } = context;
  const { tenantId, invitationId, actorId } = input;
  return commitWithRetry(records, liveOf(tenantId), async (): Promise<Decision<Invitation>> => {
    const actor = await actingMember(records, tenantId, actorId);
    const stored = await records.get(invitationType, liveOf(tenantId), invitationId);
    if (stored === undefined) throw notFound('invitation', invitationId);
    const before = stored.value;
    if (before.status === 'revoked') return { writes: [], value: before };
    if (before.status === 'accepted') throw invitationUsed();
    requireRoleUpTo(actor, before.role);
    const revision = before.revision + 1;
    const value: Invitation = { ...before, status: 'revoked', revision, updatedAt: clock.now() };
    return { writes: [replace(stored, value), ...actor.guards], value };
  });
}

function invitationUsed(): ProblemError {
  return new ProblemError({
    kind: 'invitation-used',
    status: 409,
    detail: 'This invitation was accepted already. Remove the member instead.',
  });
}
