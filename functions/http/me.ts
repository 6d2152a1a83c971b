import { z } from 'zod';
import { ROLES } from '../../shared/tenants/membership.ts';
import { whoAmI } from '../../shared/tenants/who-am-i.ts';
import { noMembership } from './authenticate.ts';
import { reply, signedInEndpoint } from './endpoint.ts';

/** A membership as its holder sees it. */
export const membershipView = z
  .object({
    tenantId: z.string().describe('What `X-PetOps-Tenant` takes'),
    tenantName: z.string(),
    memberId: z.string(),
    role: z.enum(ROLES),
    name: z.string().optional(),
  })
  .meta({ id: 'Membership' });

const personView = z
  .object({
    email: z.string().optional().describe('Only when the sign-in provider verified it'),
    name: z.string().optional(),
    memberships: z.array(membershipView),
    current: membershipView
      .optional()
      .describe('The one that requests act under; absent while it must be chosen, or is missing'),
  })
  .meta({ id: 'SignedInPerson' });

const getMeEndpoint = signedInEndpoint({
  name: 'get-me',
  method: 'GET',
  route: 'me',
  summary: 'Who is signed in, and where they are a member.',
  replies: { 200: personView },
  handle: async ({ context, signedIn: { identity, wantedTenant } }) => {
    const person = await whoAmI(context, { identity, tenantId: wantedTenant });
    if (!person.ok) throw noMembership(person.error);
    return reply(200, { ...person.value, memberships: [...person.value.memberships] });
  },
});

/** The endpoint on whoever is signed in. */
export const meEndpoints = [getMeEndpoint];
