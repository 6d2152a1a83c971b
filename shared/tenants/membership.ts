import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import type { Identity } from '../platform/identity/token-verifier.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf, TENANT_ID_SHAPE } from './model.ts';
import { tenantsOfSignIn } from './sign-in-tenants.ts';

/** What a member may do, ascending: each role may do what the ones before it may. */
export const ROLES = ['staff', 'manager', 'owner'] as const;
/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** Whether somebody still belongs to the business. */
export const MEMBER_STATUSES = ['active', 'removed'] as const;

/**
 * A person (or program) who works for a business and signs in. Its id derives from the identity;
 * who works for two businesses has a member document in each.
 */
export const memberType = documentType('member', {
  issuer: z.string(),
  subject: z.string(),
  role: z.enum(ROLES),
  name: z.string().optional(),
  /** The verified address under which they joined; it grants nothing any more. */
  email: z.string().optional(),
  /** A removed member is kept, so that what they did can still be named. */
  status: z.enum(MEMBER_STATUSES),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A member. */
export type Member = DocumentOf<typeof memberType>;

/** The part of an identity that tells who it is; address and name may change, these do not. */
export type SignInName = Pick<Identity, 'issuer' | 'subject'>;

/** The id of an identity's member document, the same in every business. */
export function memberIdOf({ issuer, subject }: SignInName): string {
  return derivedId('member', issuer, subject);
}

/** Whether `role` may do what needs `needed`. */
export function roleAllows(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/**
 * The active membership of an identity in one tenant, or undefined. Read at every request, so
 * that a removed member is out, and a new role in force, with the next one. `tenantId` may come
 * from anywhere: it says where to look, and only a member document there grants anything.
 */
export async function findMembership(
  records: Records,
  identity: SignInName,
  tenantId: string,
): Promise<Member | undefined> {
  if (!TENANT_ID_SHAPE.test(tenantId)) return undefined;
  const member = await records.get(memberType, liveOf(tenantId), memberIdOf(identity));
  return member?.value.status === 'active' ? member.value : undefined;
}

/** All active memberships of an identity, by tenant id. */
export async function findMemberships(records: Records, identity: SignInName): Promise<Member[]> {
  const tenantIds = await tenantsOfSignIn(records, identity);
  const found = await Promise.all(
    tenantIds.map(async (tenantId) => findMembership(records, identity, tenantId)),
  );
  return found
    .filter((member) => member !== undefined)
    .sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
}
