import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_TENANT } from '../../../local/demo/generate-demo.ts';
import { DEMO_PEOPLE } from '../../../local/sign-in/people.ts';
import { seedDemoMembers } from '../../../local/start/seed-members.ts';
import { acceptInvitation } from '../../../shared/tenants/accept-invitation.ts';
import { changeMember, removeMember } from '../../../shared/tenants/change-member.ts';
import { listMembers } from '../../../shared/tenants/list-members.ts';
import { openBusiness, TENANT, type Business } from './business.ts';
import { buildCommandLine, type CommandLine } from './command-line.ts';

const ISSUER = 'https://id.example';
let business: Business;
let commandLine: CommandLine;

beforeAll(async () => {
  [business, commandLine] = await Promise.all([openBusiness({ owners: 1 }), buildCommandLine()]);
});
afterAll(async () => {
  await business.close();
  commandLine.remove();
});

const members = async (...args: string[]) =>
  commandLine.run(business, ['members', ...args, '--tenant', TENANT]);
const read = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

describe('an operator', () => {
  it('brings the first owner of a business in, who is its last one until there is another', async () => {
    const invited = await members('invite', '--email', 'Ada@Example.com', '--json');
    const identity = { issuer: ISSUER, subject: 'ada', email: 'ada@example.com' };
    const code = String(read(invited.stdout)['code']);
    const ada = await acceptInvitation(business.context, { identity, code });
    expect((await members('list')).stdout).toContain(`${ada.id}  owner  active`);
    const removed = await members('remove', ada.id);
    expect(removed.code).toBe(1);
    expect(removed.stderr).toContain('needs an owner');
    const demoted = await members('set-role', ada.id, 'staff');
    expect(demoted.code).toBe(1);
    expect((await members('list')).stdout).toContain(`${ada.id}  owner  active`);
  });

  it('is told what is wrong with an address or a role, and nobody is invited', async () => {
    const address = await members('invite', '--email', 'ada');
    expect([address.code, address.stderr]).toEqual([1, expect.stringContaining('e-mail address')]);
    const role = await members('invite', '--email', 'eve@example.com', '--role', 'king');
    expect([role.code, role.stderr]).toEqual([1, expect.stringContaining('staff, manager, owner')]);
    const fine = await members('invite', '--email', 'eve@example.com', '--json');
    expect(fine.code).toBe(0);
    const again = await members('invite', '--email', 'eve@example.com');
    expect(again.stderr).toContain('open invitation');
    const revoked = await members('revoke', String(read(fine.stdout)['id']));
    expect(revoked.code).toBe(0);
  });
});

describe('the people of the sign-in page', () => {
  const demoMembers = async () => {
    const page = { tenantId: DEMO_TENANT.id, limit: 50 };
    return (await listMembers(business.context, page)).items;
  };

  it('work for the demo business with their roles, save who is there to be invited', async () => {
    await seedDemoMembers(business.context, ISSUER);
    const roles = Object.fromEntries((await demoMembers()).map((it) => [it.subject, it.role]));
    const offered = DEMO_PEOPLE.filter(({ role }) => role !== undefined);
    expect(roles).toEqual(Object.fromEntries(offered.map(({ email, role }) => [email, role])));
    expect(offered.length).toBeLessThan(DEMO_PEOPLE.length);
  });

  it('stay what somebody made of them, at the next start too', async () => {
    await seedDemoMembers(business.context, ISSUER);
    const found = await demoMembers();
    const idOf = (role: string): string => found.find((it) => it.role === role)?.id ?? '';
    const target = { tenantId: DEMO_TENANT.id, expected: undefined };
    const [manager, staff] = [idOf('manager'), idOf('staff')];
    await changeMember(business.context, {
      ...target,
      memberId: manager,
      changes: { role: 'staff' },
    });
    await removeMember(business.context, { ...target, memberId: staff });
    await seedDemoMembers(business.context, ISSUER);
    const after = Object.fromEntries((await demoMembers()).map((it) => [it.id, it.role]));
    expect(after[manager]).toBe('staff');
    expect(after).not.toHaveProperty(staff);
  });
});
