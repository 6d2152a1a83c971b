import { z } from 'zod';
import {
  changeMember,
  memberChangesInput,
  removeMember,
} from '../../shared/tenants/change-member.ts';
import { getMember, listMembers } from '../../shared/tenants/list-members.ts';
import { MEMBER_STATUSES, ROLES, type Member } from '../../shared/tenants/membership.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const memberView = z
  .object({
    id: z.string(),
    name: z.string().optional(),
    email: z.string().optional().describe('The verified address under which they joined'),
    role: z.enum(ROLES),
    status: z.enum(MEMBER_STATUSES),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Member' });

function memberReply(member: Member) {
  return reply(200, member, { revision: member.revision });
}

const listMembersEndpoint = endpoint({
  name: 'list-members',
  method: 'GET',
  route: 'members',
  role: 'manager',
  summary: 'Who works here, longest there first; `status=removed` shows who did.',
  query: z.strictObject({ ...pageQuery, status: z.enum(MEMBER_STATUSES).optional() }),
  replies: { 200: pageOf(memberView) },
  handle: async ({ context, caller, query }) => {
    const page = await listMembers(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

const getMemberEndpoint = endpoint({
  name: 'get-member',
  method: 'GET',
  route: 'members/{memberId}',
  role: 'manager',
  summary: 'A member, active or removed.',
  params: idParam('memberId'),
  replies: { 200: memberView },
  handle: async ({ context, caller, params }) =>
    memberReply(await getMember(context, { tenantId: caller.tenantId, ...params })),
});

const updateMemberEndpoint = endpoint({
  name: 'update-member',
  method: 'PATCH',
  route: 'members/{memberId}',
  role: 'manager',
  summary:
    'Changes a role or name, in force with the next request. No role above one’s own; the last owner stays one.',
  params: idParam('memberId'),
  body: memberChangesInput,
  example: { role: 'manager' },
  replies: { 200: memberView },
  handle: async ({ context, caller, params, body, expected }) => {
    const { tenantId, memberId: actorId } = caller;
    const ask = { tenantId, ...params, actorId, changes: body, expected };
    return memberReply(await changeMember(context, ask));
  },
});

const removeMemberEndpoint = endpoint({
  name: 'remove-member',
  method: 'DELETE',
  route: 'members/{memberId}',
  role: 'manager',
  summary: 'Ends a membership; their next request is refused. The last owner stays.',
  params: idParam('memberId'),
  ifMatch: true,
  replies: { 200: memberView },
  handle: async ({ context, caller, params, expected }) => {
    const { tenantId, memberId: actorId } = caller;
    return memberReply(await removeMember(context, { tenantId, ...params, actorId, expected }));
  },
});

/** Endpoints on the people who work for the business. */
export const memberEndpoints = [
  listMembersEndpoint,
  getMemberEndpoint,
  updateMemberEndpoint,
  removeMemberEndpoint,
];
