import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';
import { ROLES } from './membership.ts';

/** How long an invitation stands. */
export const INVITATION_DAYS = 7;

/** What became of an invitation; `expired` follows from the time. */
export const INVITATION_STATUSES = ['open', 'accepted', 'revoked', 'expired'] as const;

/**
 * That the holder of an e-mail address may become a member. Its id derives from the address, so
 * that an address has one invitation of a business at a time.
 */
export const invitationType = documentType('invitation', {
  /** As {@link emailKey} writes it. */
  email: z.string(),
  role: z.enum(ROLES),
  name: z.string().optional(),
  status: z.enum(['open', 'accepted', 'revoked']),
  /** The first instant at which it no longer stands. */
  expiresAt: instantField,
  /** The member who invites; absent: the deployment's operator. */
  invitedBy: z.string().optional(),
  /** The e-mail that takes the link to them; absent: somebody passes it on. */
  emailId: z.string().optional(),
  /** The member that accepting made or brought back. */
  acceptedBy: z.string().optional(),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
  /** An address is not kept for longer than it is of use. */
  ttl: z.number(),
});
/** An invitation. */
export type Invitation = DocumentOf<typeof invitationType>;

/** How an invitation reads at an instant. */
export function invitationStatus(
  { status, expiresAt }: Pick<Invitation, 'status' | 'expiresAt'>,
  now: Instant,
): (typeof INVITATION_STATUSES)[number] {
  return status === 'open' && expiresAt <= now ? 'expired' : status;
}

/**
 * The form in which addresses are compared: without blanks around it, letters A to Z small.
 * Letters of other alphabets stay: several of them turn into a Latin one when made small, and
 * another person's address would match.
 */
export function emailKey(address: string): string {
  return address.trim().replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The id of the invitation of an address. */
export function invitationId(tenantId: string, email: string): string {
  return derivedId('invitation', tenantId, emailKey(email));
}

/** Where an invitation lies. */
export interface InvitationPlace {
  readonly tenantId: string;
  readonly invitationId: string;
}

/** What an invitation's code looks like: `<tenant>.<invitation id>`. */
const INVITATION_CODE_SHAPE = /^([a-z0-9][a-z0-9-]{1,39})\.(inv_[2-9a-z]{20})$/;

/** The code by which an invitation is accepted. It says where to look and opens nothing by itself. */
export function invitationCode({ tenantId, id }: Pick<Invitation, 'tenantId' | 'id'>): string {
  return `${tenantId}.${id}`;
}

/** Where the admin page lets the invited person accept: a path, and the code behind the `#`. */
export function invitationLink(invitation: Pick<Invitation, 'tenantId' | 'id'>): string {
  return `/join#${invitationCode(invitation)}`;
}

/** Where the invitation of a code lies; undefined for what is no code. */
export function placeOfCode(code: string): InvitationPlace | undefined {
  const [, tenantId, id] = INVITATION_CODE_SHAPE.exec(code) ?? [];
  return tenantId === undefined || id === undefined ? undefined : { tenantId, invitationId: id };
}
