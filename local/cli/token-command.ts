import { Command, Option } from 'commander';
import { addMembership } from '../../shared/tenants/add-membership.ts';
import { ROLES, type Role } from '../../shared/tenants/membership.ts';
import { loadTenant } from '../../shared/tenants/load-tenant.ts';
import { localSubject } from '../sign-in/client-name.ts';
import { fetchLocalToken } from '../sign-in/local-token.ts';
import { print } from './print.ts';
import { inSession, withCommonOptions, type CommonOptions } from './session.ts';

interface TokenOptions extends CommonOptions {
  readonly tenant: string;
  readonly role: Role;
}

/** `token`: a bearer token of the local sign-in server, to call the API with. */
export function tokenCommand(): Command {
  return withCommonOptions(
    new Command('token').description('Print a bearer token for the local API.'),
  )
    .requiredOption('--tenant <id>', 'tenant')
    .addOption(new Option('--role <role>', 'role').choices(ROLES).default('owner'))
    .action(async (options: TokenOptions) => {
      const { tenant: tenantId, role } = options;
      const token = await inSession(options, async ({ context, settings }) => {
        await loadTenant(context, tenantId);
        const issuer = settings.environment['AUTH_ISSUER'] ?? '';
        await addMembership(context, {
          tenantId,
          role,
          issuer,
          subject: localSubject(tenantId, role),
        });
        return fetchLocalToken({ issuer, dataFolder: settings.folder, tenantId, role });
      });
      print(options, { token }, () => [token]);
    });
}
