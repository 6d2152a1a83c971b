import type { HttpRequest } from '@azure/functions';
import { findMembership, ROLES, roleAllows, type Role } from '../../shared/tenants/membership.ts';
import type { AppContext, Caller } from './app-context.ts';
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

/**
 * Who sends this request: the bearer token says which person, their membership says which
 * tenant and role. Nothing else in the request is believed. Throws {@link AccessError}: 401
 * without an acceptable token, 403 for somebody who is no member or whose role is too low.
 */
export async function authenticate(
  context: AppContext,
  request: HttpRequest,
  needed: Role,
): Promise<Caller> {
  const token = BEARER.exec(request.headers.get('authorization')?.trim() ?? '')?.[1];
  if (token === undefined) throw noToken();
  const identity = await context.tokens.verify(token);
  if (!identity.ok) {
    context.log.warn('Token refused', { fault: identity.error });
    throw badToken();
  }
  const { issuer, subject } = identity.value;
  const member = await findMembership(context.records, issuer, subject);
  if (member === undefined) throw notAMember();
  if (!roleAllows(member.role, needed)) throw roleTooLow(member.role, needed);
  return { tenantId: member.tenantId, memberId: member.id, role: member.role };
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

function notAMember(): AccessError {
  return new AccessError({
    kind: 'not-a-member',
    status: 403,
    detail: 'You are signed in, but you are not a member of any business here.',
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
