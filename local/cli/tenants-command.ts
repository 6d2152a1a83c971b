import { Command } from 'commander';
import { createTenant } from '../../shared/tenants/create-tenant.ts';
import { listTenants } from '../../shared/tenants/list-tenants.ts';
import { rebuildSenderEntries } from '../../shared/tenants/sender-entry.ts';
import { newTenantRules } from '../../shared/tenants/new-tenant-rules.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { processEnvironment } from '../../shared/platform/environment.ts';
import { defaultWorkflows } from '../../shared/workflows/library/default-workflows.ts';
import { columns, print } from './print.ts';
import { inSession, withCommonOptions, type CommonOptions } from './session.ts';

interface CreateOptions extends CommonOptions {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly country: string;
  readonly currency: string;
}

/** `tenants create`, `tenants list` and `tenants index-senders`. */
export function tenantsCommand(): Command {
  const command = new Command('tenants').description('Create and list tenants (businesses).');
  const timeZone = processEnvironment()['TIMEZONE'] ?? 'America/New_York';
  command.addCommand(
    withCommonOptions(
      new Command('create').description('Create a tenant with its daily jobs and reminders.'),
    )
      .requiredOption('--id <id>', 'id, such as maple-street')
      .requiredOption('--name <name>', 'name, as it stands in texts')
      .option('--time-zone <zone>', 'IANA time zone', timeZone)
      .option('--country <code>', 'country of its phone numbers', 'US')
      .option('--currency <code>', 'currency of its amounts', 'USD')
      .action(async (options: CreateOptions) => {
        const tenant = await inSession(options, ({ context, settings }) => {
          const rules = newTenantRules(readConfig(settings.environment).newTenants);
          return createTenant(context, { ...options, rules, also: defaultWorkflows });
        });
        print(options, tenant, () => [`Created ${tenant.tenantId} (${tenant.timeZone}).`]);
      }),
  );
  command.addCommand(
    withCommonOptions(new Command('list').description('List all tenants.')).action(
      async (options: CommonOptions) => {
        const tenants = await inSession(options, ({ context }) => listTenants(context.records));
        print(options, tenants, () =>
          tenants.length === 0
            ? ['No tenant yet: petops tenants create --id <id> --name <name>']
            : columns(tenants.map(({ id, name }) => [id, name])),
        );
      },
    ),
  );
  command.addCommand(
    withCommonOptions(
      new Command('index-senders').description(
        'Enter the senders of all tenants anew, so that texts that come in find their tenant.',
      ),
    ).action(async (options: CommonOptions) => {
      const result = await inSession(options, ({ context }) => rebuildSenderEntries(context));
      print(options, result, () => [
        `Entered ${String(result.entered)}.`,
        ...result.conflicts.map((id) => `${id}: another tenant has its sender.`),
      ]);
    }),
  );
  return command;
}
