import type { HttpRequest } from '@azure/functions';
import { chooseMembership, type ChoiceFault } from '../../shared/tenants/choose-membership.ts';
import { ROLES, roleAllows, type Role } from '../../shared/tenants/membership.ts';
import type { AppContext, Caller, SignedIn, Visitor } from './app-context.ts';
import type { Access } from './endpoint.ts';
import type { AnyProblem } from './problem-reply.ts';

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{1,8192}=*)$/i;

/** A request turned away before its endpoint ran. */
export class AccessError extends Error {
  override name = 'AccessError';
  readonly problem: AnyProblem;
  constructor(problem: AnyProblem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Says for which of their businesses a person acts. */
const TENANT_HEADER = 'X-PetOps-Tenant';

/**
 * Who sends this request: the bearer token says which person, their membership says which
 * tenant and role. Who is a member of several businesses says in {@link TENANT_HEADER} which of
 * their own they mean; nothing else in the request is believed. Throws {@link AccessError}: 401
 * without an acceptable token, 403 for somebody who is no member or whose role is too low, 409
 * when it is not said which of several businesses is meant.
 */
export async function authenticate(
  context: AppContext,
  request: HttpRequest,
  needed: Access,
): Promise<Visitor> {
  if (needed === 'public' || needed === 'provider') return {};
  const signedIn = await signedInBy(context, request);
  if (needed === 'signed-in') return { signedIn };
  return { signedIn, caller: await callerOf(context, signedIn, needed) };
}

async function callerOf(
  context: AppContext,
  { identity, wantedTenant }: SignedIn,
  needed: Role,
): Promise<Caller> {
  const choice = await chooseMembership(context.records, identity, wantedTenant);
  if (!choice.ok) throw noMembership(choice.error);
  const { tenantId, id: memberId, role } = choice.value;
  if (!roleAllows(role, needed)) throw roleTooLow(role, needed);
  return { tenantId, memberId, role };
}

async function signedInBy(context: AppContext, request: HttpRequest): Promise<SignedIn> {
  const token = BEARER.exec(request.headers.get('authorization')?.trim() ?? '')?.[1];
  if (token === undefined) throw noToken();
  const identity = await context.tokens.verify(token);
  if (!identity.ok) {
    context.log.warn('Token refused', { fault: identity.error });
    throw badToken();
  }
  const wantedTenant = request.headers.get(TENANT_HEADER)?.trim();
  return { identity: identity.value, wantedTenant };
}

function noToken(): AccessError {
  return new AccessError({
    kind: 'not-signed-in',
    status: 401,
    detail: 'Sign in first: this needs a bearer token.',
    headers: { 'www-authenticate': 'Bearer realm="petops"' },
  });
}

function badToken(): AccessError {
  return new AccessError({
    kind: 'invalid-token',
    status: 401,
    detail: 'The bearer token is not accepted. Sign in again.',
    headers: { 'www-authenticate': 'Bearer realm="petops", error="invalid_token"' },
  });
}

/** The refusal of somebody without a membership, or without one for what they ask. */
export function noMembership(fault: ChoiceFault): AccessError {
  if (fault.kind === 'tenant-not-chosen') {
    return new AccessError({
      kind: fault.kind,
      status: 409,
      detail: `You are a member of several businesses: say in ${TENANT_HEADER} which one you mean.`,
      field: TENANT_HEADER,
      allowed: fault.tenantIds.join(', '),
    });
  }
  const { kind, tenantId } = fault;
  if (tenantId === undefined) {
    const detail = 'You are signed in, but you are not a member of any business here.';
    return new AccessError({ kind, status: 403, detail });
  }
  return new AccessError({
    kind,
    status: 403,
    detail: 'You are signed in, but you are not a member of this business.',
    field: TENANT_HEADER,
    value: tenantId,
    allowed: 'a tenantId among the memberships of GET /api/me',
  });
}

function roleTooLow(role: Role, needed: Role): AccessError {
  return new AccessError({
    kind: 'role-too-low',
    status: 403,
    detail: `Your role does not allow this: it needs at least ${needed}.`,
    field: 'role',
    value: role,
    allowed: ROLES.filter((it) => roleAllows(it, needed)).join(', '),
  });
}
