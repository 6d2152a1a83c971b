import { ProblemError, type Problem } from '../kernel/problem.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Identity } from '../platform/identity/token-verifier.ts';
import { commitWithRetry, type Decision } from '../platform/store/commit-with-retry.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { guardOf } from './acting-member.ts';
import {
  emailKey,
  invitationStatus,
  invitationType,
  placeOfCode,
  type Invitation,
} from './invitation.ts';
import { memberIdOf, memberType, roleAllows, type Member } from './membership.ts';
import { liveOf } from './model.ts';
import { noteTenantOfSignIn } from './sign-in-tenants.ts';

/**
 * Makes whoever is signed in a member by an invitation. The code only says which invitation; the
 * proof is the e-mail address that the sign-in provider verified, and from then on the membership
 * belongs to the identity, whatever becomes of the address. Joining is always the person's own
 * act: an invitation alone makes nobody a member.
 *
 * An invitation is good for one membership. The same person may repeat the request after a lost
 * answer and gets what stands; once they were removed it does not let them in again. It stands
 * only while whoever invited is a member who might still give its role.
 *
 * Throws `email-not-verified` (403), not-found (404) for a wrong code and for another person's
 * invitation alike, `invitation-expired`, `invitation-revoked`, `invitation-used` and
 * `already-a-member` (409).
 */
export async function acceptInvitation(
  context: Context,
  { identity, code }: { readonly identity: Identity; readonly code: string },
): Promise<Member> {
  const { email } = identity;
  if (email === undefined) throw refused(NOT_VERIFIED);
  const place = placeOfCode(code);
  if (place === undefined) throw refused(NOT_FOUND);
  const { records, clock } = context;
  const partition = liveOf(place.tenantId);
  const memberId = memberIdOf(identity);
  return commitWithRetry(records, partition, async (): Promise<Decision<Member>> => {
    const invitation = await records.get(invitationType, partition, place.invitationId);
    if (invitation?.value.email !== emailKey(email)) throw refused(NOT_FOUND);
    const present = await records.get(memberType, partition, memberId);
    const active = present?.value.status === 'active' ? present.value : undefined;
    const mine = invitation.value.acceptedBy === memberId;
    if (active !== undefined && mine) return { writes: [], value: active };
    const now = clock.now();
    refuseEnded(invitation.value, now);
    if (active !== undefined) throw refused(ALREADY_A_MEMBER);
    const inviter = await inviterGuards(records, invitation.value);
    // Before the member document: without it the note grants nothing.
    await noteTenantOfSignIn(context, identity, place.tenantId);
    const member = memberBy(invitation.value, present, identity, now);
    return {
      writes: [
        present === undefined ? create(member) : replace(present, member),
        replace(invitation, {
          status: 'accepted',
          acceptedBy: memberId,
          revision: invitation.value.revision + 1,
          updatedAt: now,
        }),
        ...inviter,
      ],
      value: member,
    };
  });
}

function memberBy(
  invitation: Invitation,
  present: Stored<Member> | undefined,
  identity: Identity,
  now: Instant,
): Member {
  const { issuer, subject } = identity;
  const name = invitation.name ?? identity.name;
  return {
    id: memberIdOf(identity),
    type: 'member',
    tenantId: invitation.tenantId,
    schemaVersion: 1,
    issuer,
    subject,
    role: invitation.role,
    ...(name !== undefined && { name }),
    email: invitation.email,
    status: 'active',
    revision: (present?.value.revision ?? 0) + 1,
    createdAt: present?.value.createdAt ?? now,
    updatedAt: now,
  };
}

function refuseEnded(invitation: Invitation, now: Instant): void {
  const status = invitationStatus(invitation, now);
  if (status === 'open') return;
  throw refused({ accepted: USED, revoked: REVOKED, expired: EXPIRED }[status]);
}

/** That the inviter may still give this role, now and at the commit; the operator always may. */
async function inviterGuards(records: Records, invitation: Invitation): Promise<Write[]> {
  const { invitedBy, tenantId, role } = invitation;
  if (invitedBy === undefined) return [];
  const inviter = await records.get(memberType, liveOf(tenantId), invitedBy);
  const stands = inviter?.value.status === 'active' && roleAllows(inviter.value.role, role);
  if (!stands) throw refused(REVOKED);
  return [guardOf(inviter)];
}

const NOT_VERIFIED: Problem = {
  kind: 'email-not-verified',
  status: 403,
  detail: 'Your sign-in tells no verified e-mail address, so no invitation can be matched to you.',
};
const NOT_FOUND: Problem = {
  kind: 'not-found',
  status: 404,
  detail:
    'There is no such invitation for the e-mail address of your sign-in. Was it sent to another address of yours?',
  field: 'code',
};
const EXPIRED: Problem = {
  kind: 'invitation-expired',
  status: 409,
  detail: 'This invitation has expired. Ask for a new one.',
};
const REVOKED: Problem = {
  kind: 'invitation-revoked',
  status: 409,
  detail: 'This invitation no longer stands. Ask for a new one.',
};
const USED: Problem = {
  kind: 'invitation-used',
  status: 409,
  detail: 'This invitation was accepted already. Ask for a new one.',
};
const ALREADY_A_MEMBER: Problem = {
  kind: 'already-a-member',
  status: 409,
  detail: 'You are a member of this business already.',
};

function refused(problem: Problem): ProblemError {
  return new ProblemError(problem);
}
