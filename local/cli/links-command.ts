import { Command } from 'commander';
import { indexLinks, type IndexedLinks } from '../../shared/links/index-links.ts';
import { loadTenant } from '../../shared/tenants/load-tenant.ts';
import { print } from './print.ts';
import { inSession, withCommonOptions, type CommonOptions } from './session.ts';
import { tenantIds } from './tenant-ids.ts';

interface Options extends CommonOptions {
  readonly tenant?: string;
}

/** `links index`: the lookups of short links, from the links themselves. */
export function linksCommand(): Command {
  const command = new Command('links').description('Look after short links in texts.');
  command.addCommand(
    withCommonOptions(
      new Command('index').description(
        'Enter the codes of short links anew, so that whoever opens one is sent on.',
      ),
    )
      .option('--tenant <id>', 'one tenant (all by default)')
      .action(async (options: Options) => {
        const results = await inSession(options, async (session) => {
          const { context } = session;
          const done: IndexedLinks[] = [];
          for (const id of await tenantIds(session, options.tenant)) {
            await loadTenant(context, id);
            done.push(await indexLinks(context.records, id));
          }
          return done;
        });
        print(options, results, () => results.map(lineOf));
      }),
  );
  return command;
}

function lineOf({ tenantId, entered, stood }: IndexedLinks): string {
  return `${tenantId}: ${String(entered)} entered, ${String(stood)} stood already`;
}
