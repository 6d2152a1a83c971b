import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import { ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf } from './model.ts';

/** What a member may do, ascending: each role may do what the ones before it may. */
export const ROLES = ['staff', 'manager', 'owner'] as const;
/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** A person (or program) who works for this business and signs in. Its id derives from the identity. */
export const memberType = documentType('member', {
  issuer: z.string(),
  subject: z.string(),
  role: z.enum(ROLES),
  name: z.string().optional(),
  /** A removed member is kept, so that what they did can still be named. */
  status: z.enum(['active', 'removed']),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A member. */
export type Member = DocumentOf<typeof memberType>;

/** Where to look for an identity's member document: a hint that the document must confirm. */
const membershipLookup = z.object({ id: z.string(), tenantId: z.string() });

/** The id of the member document, and of the lookup, of an identity. */
function memberId(issuer: string, subject: string): string {
  return derivedId('member', issuer, subject);
}

/** Whether `role` may do what needs `needed`. */
export function roleAllows(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/**
 * The active membership of an identity, or undefined. The lookup only says where to read;
 * what counts is the member document in the tenant's own partition, read at every call, so
 * that a removed member is out with their next request. An identity belongs to one tenant.
 */
export async function findMembership(
  records: Records,
  issuer: string,
  subject: string,
): Promise<Member | undefined> {
  const id = memberId(issuer, subject);
  const lookup = membershipLookup.safeParse(await records.store.getLookup(id));
  if (!lookup.success) return undefined;
  const member = await records.get(memberType, liveOf(lookup.data.tenantId), id);
  return member?.value.status === 'active' ? member.value : undefined;
}

/** Who becomes a member of which tenant. */
export interface NewMember {
  readonly tenantId: string;
  readonly issuer: string;
  readonly subject: string;
  readonly role: Role;
  readonly name?: string;
}

/**
 * Makes an identity an active member of a tenant, or gives an existing member this role and
 * name. May be repeated after a crash at any point. Refused with `member-elsewhere` (409)
 * while the identity is an active member of another tenant.
 */
export async function addMembership(context: Context, input: NewMember): Promise<Member> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    const member = await tryAddMembership(context, input);
    if (member !== undefined) return member;
  }
  throw new ProblemError({
    kind: 'busy',
    status: 409,
    detail: 'This membership was changed by others at the same time. Try again.',
  });
}

async function tryAddMembership(context: Context, input: NewMember): Promise<Member | undefined> {
  const { records } = context;
  const id = memberId(input.issuer, input.subject);
  const present = await findMembership(records, input.issuer, input.subject);
  if (present !== undefined && present.tenantId !== input.tenantId) throw memberElsewhere();
  // The lookup comes first: without its document it grants nothing.
  await records.store.putLookup({ id, type: 'membership', tenantId: input.tenantId });
  const now = context.clock.now();
  const stored = await records.get(memberType, liveOf(input.tenantId), id);
  const member: Member = {
    id,
    type: 'member',
    tenantId: input.tenantId,
    schemaVersion: 1,
    issuer: input.issuer,
    subject: input.subject,
    role: input.role,
    ...(input.name !== undefined && { name: input.name }),
    status: 'active',
    revision: (stored?.value.revision ?? 0) + 1,
    createdAt: stored?.value.createdAt ?? now,
    updatedAt: now,
  };
  const write = stored === undefined ? create(member) : replace(stored, member);
  const result = await records.commit(liveOf(input.tenantId), [write]);
  return result.ok ? member : undefined;
}

function memberElsewhere(): ProblemError {
  return new ProblemError({
    kind: 'member-elsewhere',
    status: 409,
    detail: 'This sign-in is a member of another business already.',
  });
}
