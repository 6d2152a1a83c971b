import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { create, replace } from '../platform/store/records.ts';
import { memberIdOf, memberType, type Member, type Role } from './membership.ts';
import { liveOf } from './model.ts';
import { noteTenantOfSignIn } from './sign-in-tenants.ts';

/** Who becomes a member of which tenant. */
export interface NewMember {
  readonly tenantId: string;
  readonly issuer: string;
  readonly subject: string;
  readonly role: Role;
  readonly name?: string;
}

/**
 * Makes an identity an active member of a tenant on the operator's word, or gives an existing
 * member this role and name. May be repeated after a crash at any point. People who are asked by
 * others become members by an invitation instead.
 */
export async function addMembership(context: Context, input: NewMember): Promise<Member> {
  const { records } = context;
  const { tenantId, issuer, subject, role, name } = input;
  const id = memberIdOf(input);
  await noteTenantOfSignIn(context, input, tenantId);
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const now = context.clock.now();
    const stored = await records.get(memberType, liveOf(tenantId), id);
    const member: Member = {
      id,
      type: 'member',
      tenantId,
      schemaVersion: 1,
      issuer,
      subject,
      role,
      ...(name !== undefined && { name }),
      ...(stored?.value.email !== undefined && { email: stored.value.email }),
      status: 'active',
      revision: (stored?.value.revision ?? 0) + 1,
      createdAt: stored?.value.createdAt ?? now,
      updatedAt: now,
    };
    const write = stored === undefined ? create(member) : replace(stored, member);
    return { writes: [write], value: member };
  });
}
