import { ProblemError } from '../kernel/problem.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';
import { memberType, roleAllows, ROLES, type Member, type Role } from './membership.ts';
import { liveOf } from './model.ts';

/** Whoever changes members or invitations. */
export interface ActingMember {
  readonly role: Role;
  /** Fails the commit when they were removed or got another role meanwhile. */
  readonly guards: readonly Write[];
}

/**
 * Reads who acts, right before the commit that they cause: what the role was when the request
 * came in may have changed. Without `actorId` it is the deployment's operator, who may do what
 * an owner may. Throws `not-a-member` (403) for somebody who no longer is one.
 */
export async function actingMember(
  records: Records,
  tenantId: string,
  actorId: string | undefined,
): Promise<ActingMember> {
  if (actorId === undefined) return { role: 'owner', guards: [] };
  const actor = await records.get(memberType, liveOf(tenantId), actorId);
  if (actor?.value.status === 'active') {
    return { role: actor.value.role, guards: [guardOf(actor)] };
  }
  throw new ProblemError({
    kind: 'not-a-member',
    status: 403,
    detail: 'You are no longer a member of this business.',
  });
}

/** A write that changes nothing and fails the commit when this member was changed meanwhile. */
export function guardOf({ value, etag }: Stored<Member>): Write {
  return { op: 'touch', id: value.id, etag };
}

/**
 * Nobody gives, changes or takes away a role above their own. Throws `role-too-low` (403).
 */
export function requireRoleUpTo(actor: ActingMember, role: Role): void {
  if (roleAllows(actor.role, role)) return;
  throw new ProblemError({
    kind: 'role-too-low',
    status: 403,
    detail: `Your role is ${actor.role}: it does not allow to give the role ${role}, nor to change who has it.`,
    field: 'role',
    value: role,
    allowed: ROLES.filter((it) => roleAllows(actor.role, it)).join(', '),
  });
}
