import { z } from 'zod';
import { acceptInvitation } from '../../shared/tenants/accept-invitation.ts';
import { getInvitation, listInvitations } from '../../shared/tenants/find-invitations.ts';
import {
  INVITATION_STATUSES,
  invitationCode,
  invitationLink,
  invitationStatus,
  type Invitation,
} from '../../shared/tenants/invitation.ts';
import { inviteMember, newInvitationInput } from '../../shared/tenants/invite-member.ts';
import { ROLES } from '../../shared/tenants/membership.ts';
import { revokeInvitation } from '../../shared/tenants/revoke-invitation.ts';
import { membershipOf } from '../../shared/tenants/who-am-i.ts';
import type { Context } from '../../shared/platform/context.ts';
import { endpoint, reply, signedInEndpoint } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';
import { membershipView } from './me.ts';

const invitationView = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().optional(),
    role: z.enum(ROLES),
    status: z.enum(INVITATION_STATUSES),
    code: z.string().describe('What the invited person accepts with; it opens nothing by itself'),
    link: z.string().describe('Path and fragment on the admin page, to be sent to the person'),
    expiresAt: z.string(),
    invitedBy: z.string().optional(),
    emailId: z
      .string()
      .optional()
      .describe('The e-mail that takes the link to them; absent: pass the link on'),
    acceptedBy: z.string().optional(),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Invitation' });

function viewOf(context: Context, invitation: Invitation): z.input<typeof invitationView> {
  return {
    ...invitation,
    status: invitationStatus(invitation, context.clock.now()),
    code: invitationCode(invitation),
    link: invitationLink(invitation),
  };
}

function createdReply(context: Context, invitation: Invitation) {
  const { id, revision } = invitation;
  return reply(201, viewOf(context, invitation), { revision, location: `invitations/${id}` });
}

const listInvitationsEndpoint = endpoint({
  name: 'list-invitations',
  method: 'GET',
  route: 'invitations',
  role: 'manager',
  summary: 'Invitations, latest first; those that ended are shown for 90 days.',
  query: z.strictObject(pageQuery),
  replies: { 200: pageOf(invitationView) },
  handle: async ({ context, caller, query }) => {
    const page = await listInvitations(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: page.items.map((it) => viewOf(context, it)) });
  },
});

const createInvitationEndpoint = endpoint({
  name: 'create-invitation',
  method: 'POST',
  route: 'invitations',
  role: 'manager',
  summary:
    'Invites the holder of an e-mail address, at most to one’s own role, for 7 days. Where e-mail is set up it takes the link to them.',
  body: newInvitationInput,
  example: { email: 'sam@example.com', role: 'staff', name: 'Sam' },
  replies: { 201: invitationView },
  creates: {
    type: 'invitation',
    again: async ({ context, caller, id }) => {
      const place = { tenantId: caller.tenantId, invitationId: id };
      return createdReply(context, await getInvitation(context, place));
    },
  },
  handle: async ({ context, caller, body }) => {
    const { tenantId, memberId: actorId } = caller;
    const invitation = await inviteMember(context, { tenantId, actorId, invitation: body });
    return createdReply(context, invitation);
  },
});

const getInvitationEndpoint = endpoint({
  name: 'get-invitation',
  method: 'GET',
  route: 'invitations/{invitationId}',
  role: 'manager',
  summary: 'An invitation.',
  params: idParam('invitationId'),
  replies: { 200: invitationView },
  handle: async ({ context, caller, params }) => {
    const invitation = await getInvitation(context, { tenantId: caller.tenantId, ...params });
    return reply(200, viewOf(context, invitation), { revision: invitation.revision });
  },
});

const revokeInvitationEndpoint = endpoint({
  name: 'revoke-invitation',
  method: 'POST',
  route: 'invitations/{invitationId}/revoke',
  role: 'manager',
  summary: 'Takes an invitation back before it is accepted.',
  params: idParam('invitationId'),
  replies: { 200: invitationView },
  handle: async ({ context, caller, params }) => {
    const { tenantId, memberId: actorId } = caller;
    const invitation = await revokeInvitation(context, { tenantId, ...params, actorId });
    return reply(200, viewOf(context, invitation), { revision: invitation.revision });
  },
});

const acceptInvitationEndpoint = signedInEndpoint({
  name: 'accept-invitation',
  method: 'POST',
  route: 'invitations/accept',
  summary:
    'Makes whoever is signed in a member, if the invitation is for their verified e-mail address.',
  body: z.strictObject({ code: z.string().trim().min(1).max(100) }),
  example: { code: 'maple-street.inv_23456789abcdefghijkm' },
  failures: [404],
  replies: { 200: membershipView },
  handle: async ({ context, signedIn: { identity }, body: { code } }) =>
    reply(200, await membershipOf(context, await acceptInvitation(context, { identity, code }))),
});

/** Endpoints on invitations. */
export const invitationEndpoints = [
  listInvitationsEndpoint,
  createInvitationEndpoint,
  acceptInvitationEndpoint,
  getInvitationEndpoint,
  revokeInvitationEndpoint,
];
