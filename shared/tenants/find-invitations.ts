import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { invitationType, type Invitation, type InvitationPlace } from './invitation.ts';
import { liveOf } from './model.ts';

/** The invitations of a business, latest first: open ones, and for 90 days those that ended. */
export async function listInvitations(
  context: Context,
  { tenantId, limit, cursor }: PageRequest & { readonly tenantId: string },
): Promise<ListPage<Invitation>> {
  const page = await context.records.query(invitationType, liveOf(tenantId), {
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}

/** An invitation by id; throws not-found (404), also for another tenant's. */
export async function getInvitation(
  context: Context,
  { tenantId, invitationId }: InvitationPlace,
): Promise<Invitation> {
  const stored = await context.records.get(invitationType, liveOf(tenantId), invitationId);
  if (stored === undefined) throw notFound('invitation', invitationId);
  return stored.value;
}
