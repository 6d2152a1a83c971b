import { Command } from 'commander';
import { loadTenant } from '../../shared/tenants/load-tenant.ts';
import {
  DEFAULT_WORKFLOWS,
  switchOnEntries,
  type SwitchedOn,
} from '../../shared/workflows/library/default-workflows.ts';
import { columns, print } from './print.ts';
import { inSession, withCommonOptions, type CommonOptions } from './session.ts';
import { tenantIds } from './tenant-ids.ts';

interface InstallOptions extends CommonOptions {
  readonly tenant?: string;
}

type Installed = Pick<SwitchedOn, 'entry' | 'outcome'> & {
  readonly tenantId: string;
  readonly status: string;
};

/** `workflows install-defaults`: the reminders that a new business begins with, for one that is there. */
export function workflowsCommand(): Command {
  const command = new Command('workflows').description('Steer the workflows of tenants.');
  command.addCommand(
    withCommonOptions(
      new Command('install-defaults').description(
        'Give tenants the reminders that a new one begins with, switched on; what people changed stays.',
      ),
    )
      .option('--tenant <id>', 'one tenant (all by default)')
      .action(installDefaults),
  );
  return command;
}

async function installDefaults(options: InstallOptions): Promise<void> {
  const installed = await inSession(options, async (session) => {
    const found: Installed[] = [];
    for (const tenantId of await tenantIds(session, options.tenant)) {
      await loadTenant(session.context, tenantId);
      const asked = { tenantId, entries: DEFAULT_WORKFLOWS };
      for (const { entry, outcome, workflow } of await switchOnEntries(session.context, asked)) {
        found.push({ tenantId, entry, outcome, status: workflow.status });
      }
    }
    return found;
  });
  print(options, installed, () =>
    columns(
      installed.map(({ tenantId, entry, outcome, status }) => [
        tenantId,
        entry,
        outcome === 'kept' ? `kept as it is (${status})` : 'switched on',
      ]),
    ),
  );
}
