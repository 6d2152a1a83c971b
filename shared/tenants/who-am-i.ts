import type { Result } from '../kernel/result.ts';
import { ok } from '../kernel/result.ts';
import type { Context } from '../platform/context.ts';
import type { Identity } from '../platform/identity/token-verifier.ts';
import { chooseMembership, type ChoiceFault } from './choose-membership.ts';
import { loadTenant } from './load-tenant.ts';
import { findMemberships, type Member, type Role } from './membership.ts';

/** A membership as its holder sees it. */
export interface Membership {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly memberId: string;
  readonly role: Role;
  readonly name?: string;
}

/** Who is signed in, where they are a member, and as which of these they act. */
export interface SignedInPerson {
  /** As the sign-in provider verified it. */
  readonly email?: string;
  readonly name?: string;
  readonly memberships: readonly Membership[];
  /** Absent: none is chosen, and there is not exactly one. */
  readonly current?: Membership;
}

/**
 * Who is signed in; somebody without a membership gets an answer too. `tenantId` is the one they
 * ask to act for: not being a member there is a fault, having chosen none of several is not.
 */
export async function whoAmI(
  context: Context,
  { identity, tenantId }: { readonly identity: Identity; readonly tenantId: string | undefined },
): Promise<Result<SignedInPerson, ChoiceFault>> {
  const { records } = context;
  const choice = await chooseMembership(records, identity, tenantId);
  if (!choice.ok && tenantId !== undefined) return choice;
  const members = await findMemberships(records, identity);
  const memberships = await Promise.all(members.map(async (it) => membershipOf(context, it)));
  const current = choice.ok ? await membershipOf(context, choice.value) : undefined;
  return ok({
    ...(identity.email !== undefined && { email: identity.email }),
    ...(identity.name !== undefined && { name: identity.name }),
    memberships,
    ...(current !== undefined && { current }),
  });
}

/** A member document as its holder sees it. */
export async function membershipOf(context: Context, member: Member): Promise<Membership> {
  const { tenantId, id: memberId, role, name } = member;
  const tenant = await loadTenant(context, tenantId);
  return {
    tenantId,
    tenantName: tenant.name,
    memberId,
    role,
    ...(name !== undefined && { name }),
  };
}
