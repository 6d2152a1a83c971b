import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from '../../shared/platform/context.ts';
import { changeMember, removeMember } from '../../shared/tenants/change-member.ts';
import { invitationCode, invitationLink } from '../../shared/tenants/invitation.ts';
import { inviteMember, newInvitationInput } from '../../shared/tenants/invite-member.ts';
import { listMembers } from '../../shared/tenants/list-members.ts';
import { loadTenant } from '../../shared/tenants/load-tenant.ts';
import { ROLES, type Member, type Role } from '../../shared/tenants/membership.ts';
import { revokeInvitation } from '../../shared/tenants/revoke-invitation.ts';
import { columns, print } from './print.ts';
import { inSession, withCommonOptions, type CommonOptions } from './session.ts';

interface TenantOptions extends CommonOptions {
  readonly tenant: string;
}

interface InviteOptions extends TenantOptions {
  readonly email: string;
  readonly role: Role;
}

/** `members list|invite|revoke|set-role|remove`: on the operator's word, so also for the first owner. */
export function membersCommand(): Command {
  const command = new Command('members').description(
    'Look at who works for a tenant and steer it.',
  );
  const add = (name: string, what: string): Command => {
    const one = withCommonOptions(new Command(name).description(what));
    command.addCommand(one.requiredOption('--tenant <id>', 'tenant'));
    return one;
  };
  add('list', 'List the members.').action(list);
  add('invite', 'Invite the holder of an e-mail address.')
    .requiredOption('--email <address>', 'address that their sign-in verifies', emailOption)
    .addOption(new Option('--role <role>', 'role').choices(ROLES).default('owner'))
    .action(invite);
  add('revoke', 'Take an invitation back.')
    .argument('<invitation>', 'id of the invitation')
    .action(async (invitationId: string, options: TenantOptions) => {
      const revoked = await inTenant(options, async (context, tenantId) =>
        revokeInvitation(context, { tenantId, invitationId }),
      );
      print(options, revoked, () => [`Revoked ${revoked.id}.`]);
    });
  add('set-role', 'Give a member another role, in force at once.')
    .argument('<member>', 'id of the member')
    .addArgument(new Argument('<role>', 'role').choices(ROLES))
    .action(async (memberId: string, role: Role, options: TenantOptions) =>
      change(options, async (context, tenantId) =>
        changeMember(context, { tenantId, memberId, changes: { role }, expected: undefined }),
      ),
    );
  add('remove', 'End a membership, at once.')
    .argument('<member>', 'id of the member')
    .action(async (memberId: string, options: TenantOptions) =>
      change(options, async (context, tenantId) =>
        removeMember(context, { tenantId, memberId, expected: undefined }),
      ),
    );
  return command;
}

function emailOption(given: string): string {
  const email = newInvitationInput.shape.email.safeParse(given);
  if (email.success) return email.data;
  throw new InvalidArgumentError('It must be an e-mail address.');
}

async function list(options: TenantOptions): Promise<void> {
  const members = await inTenant(options, async (context, tenantId) => {
    const found: Member[] = [];
    let cursor: string | undefined;
    do {
      const page = await listMembers(context, { tenantId, limit: 200, cursor });
      found.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return found;
  });
  const none = `No member yet: petops members invite --tenant ${options.tenant} --email <address>`;
  print(options, members, () => (members.length === 0 ? [none] : columns(members.map(rowOf))));
}

async function invite(options: InviteOptions): Promise<void> {
  const { email, role } = options;
  const invitation = await inTenant(options, async (context, tenantId) =>
    inviteMember(context, { tenantId, invitation: { email, role } }),
  );
  const code = invitationCode(invitation);
  const link = invitationLink(invitation);
  print(options, { ...invitation, code, link }, () => [
    `Invited as ${role} until ${invitation.expiresAt}: ${link} on the admin page.`,
    ...(invitation.emailId === undefined ? [] : ['An e-mail takes the link to them.']),
  ]);
}

async function change(
  options: TenantOptions,
  act: (context: Context, tenantId: string) => Promise<Member>,
): Promise<void> {
  const member = await inTenant(options, act);
  print(options, member, () => columns([rowOf(member)]));
}

async function inTenant<T>(
  options: TenantOptions,
  act: (context: Context, tenantId: string) => Promise<T>,
): Promise<T> {
  return inSession(options, async ({ context }) => {
    await loadTenant(context, options.tenant);
    return act(context, options.tenant);
  });
}

function rowOf({ id, role, status, name = '', email = '' }: Member): string[] {
  return [id, role, status, name, email];
}
