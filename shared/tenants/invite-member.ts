import { z } from 'zod';
import { oneLine } from '../customers/input-fields.ts';
import { enqueueNow } from '../due-work/fast-path.ts';
import { dayAndTime } from '../kernel/in-words.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { create } from '../platform/store/records.ts';
import { actingMember, requireRoleUpTo } from './acting-member.ts';
import {
  emailKey,
  INVITATION_DAYS,
  invitationId,
  invitationStatus,
  invitationType,
  type Invitation,
} from './invitation.ts';
import { canMail, plannedMail } from './invitation-email.ts';
import { loadTenant } from './load-tenant.ts';
import { ROLES } from './membership.ts';
import { liveOf, type Tenant } from './model.ts';
import { zoneAt } from './zone-periods.ts';

const DAY_SECONDS = 86_400;
/** Counted from its last change. */
const KEPT_DAYS = 90;

/** Who is invited, and as what. */
export const newInvitationInput = z.strictObject({
  email: z.string().trim().pipe(z.email('must be an e-mail address').max(254)),
  role: z.enum(ROLES),
  /** What to call them; else what their sign-in says. */
  name: oneLine(100).optional(),
});
/** Who is invited, and as what. */
export type NewInvitation = z.output<typeof newInvitationInput>;

/**
 * Invites the holder of an e-mail address. Nobody invites to a role above their own (403). An
 * address has one open invitation at a time: another one is `already-invited` (409), so that no
 * forgotten one with another role lies about. What is left of an earlier one that was accepted,
 * revoked or has expired gives way; dying between the two commits leaves no invitation.
 *
 * Where the deployment sends e-mail and knows its page's address, the mail with the link is planned in
 * the same commit, so that there is one for each invitation, whatever dies. It must not be waited for:
 * the link can be passed on at once.
 */
export async function inviteMember(
  context: Context,
  input: {
    readonly tenantId: string;
    /** The member who invites; absent: the deployment's operator. */
    readonly actorId?: string | undefined;
    readonly invitation: NewInvitation;
  },
): Promise<Invitation> {
  const { records } = context;
  const { tenantId, actorId, invitation } = input;
  const partition = liveOf(tenantId);
  const id = invitationId(tenantId, invitation.email);
  const emailId = canMail(context) ? context.ids.next('email') : undefined;
  const invited = await commitWithRetry(records, partition, async () => {
    const now = context.clock.now();
    const actor = await actingMember(records, tenantId, actorId);
    requireRoleUpTo(actor, invitation.role);
    const earlier = await records.get(invitationType, partition, id);
    if (earlier !== undefined) {
      if (invitationStatus(earlier.value, now) === 'open') {
        throw alreadyInvited(earlier.value, await loadTenant(context, tenantId));
      }
      // Not in the same commit, which must not name an id twice.
      await records.commit(partition, [{ op: 'delete', id, etag: earlier.etag }]);
    }
    const value: Invitation = {
      id,
      type: 'invitation',
      tenantId,
      schemaVersion: 1,
      email: emailKey(invitation.email),
      role: invitation.role,
      ...(invitation.name !== undefined && { name: invitation.name }),
      status: 'open',
      expiresAt: daysAfter(now, INVITATION_DAYS),
      ...(actorId !== undefined && { invitedBy: actorId }),
      ...(emailId !== undefined && { emailId }),
      revision: 1,
      createdAt: now,
      updatedAt: now,
      ttl: KEPT_DAYS * DAY_SECONDS,
    };
    const mails = emailId === undefined ? [] : [create(plannedMail(value, emailId))];
    return { writes: [create(value), ...mails, ...actor.guards], value };
  });
  if (emailId !== undefined) await enqueueNow(context, [{ tenantId, id: emailId, kind: 'emails' }]);
  return invited;
}

function daysAfter(now: Instant, days: number): Instant {
  return addMs(now, days * DAY_SECONDS * 1000);
}

function alreadyInvited({ id, expiresAt, role }: Invitation, tenant: Tenant): ProblemError {
  const until = dayAndTime(expiresAt, zoneAt(tenant, expiresAt));
  return new ProblemError({
    kind: 'already-invited',
    status: 409,
    detail: `This address has an open invitation as ${role} until ${until}. Revoke ${id} to change it.`,
    field: 'email',
    allowed: 'an address without an open invitation',
  });
}
