import type { Context } from '../../shared/platform/context.ts';
import { addMembership } from '../../shared/tenants/add-membership.ts';
import { memberIdOf, memberType } from '../../shared/tenants/membership.ts';
import { liveOf } from '../../shared/tenants/model.ts';
import { DEMO_TENANT } from '../demo/generate-demo.ts';
import { DEMO_PEOPLE } from '../sign-in/people.ts';

/**
 * Makes the people of the sign-in page members of the demo business, each with their role. Who
 * is or was a member already stays as they are: what somebody changed on the page lasts. The
 * issuer's address is part of who they are, so another port makes them anew.
 */
export async function seedDemoMembers(context: Context, issuer: string): Promise<void> {
  const tenantId = DEMO_TENANT.id;
  for (const { email: subject, name, role } of DEMO_PEOPLE) {
    if (role === undefined) continue;
    const id = memberIdOf({ issuer, subject });
    if ((await context.records.get(memberType, liveOf(tenantId), id)) !== undefined) continue;
    await addMembership(context, { tenantId, issuer, subject, role, name });
  }
}
