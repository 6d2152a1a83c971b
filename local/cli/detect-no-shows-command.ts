import { Command } from 'commander';
import { NO_SHOW_DETECTION, unmarkedVisits } from '../../shared/no-shows/detection-job.ts';
import { loadTenant } from '../../shared/tenants/load-tenant.ts';
import { print } from './print.ts';
import { runTenantJob, type JobResult } from './run-tenant-job.ts';
import { inSession, withCommonOptions, type CommonOptions, type Session } from './session.ts';
import { tenantIds } from './tenant-ids.ts';

interface DetectOptions extends CommonOptions {
  readonly tenant?: string;
  readonly at?: string;
  readonly dryRun?: boolean;
}

/** `detect-no-shows`: the daily look at visits that nobody marked, by hand. */
export function detectNoShowsCommand(): Command {
  return withCommonOptions(
    new Command('detect-no-shows').description(
      'Find visits whose grace is over and that nobody marked: mark them, or hold them for review.',
    ),
  )
    .option('--tenant <id>', 'one tenant (all by default)')
    .option('--at <instant>', 'act as of this instant, such as 2026-03-01T18:00:00-05:00')
    .option('--dry-run', 'count the visits that would be looked at, write nothing')
    .action(async (options: DetectOptions) => {
      const results = await inSession(
        options,
        async (session) => {
          const found: JobResult[] = [];
          for (const id of await tenantIds(session, options.tenant)) {
            found.push(
              options.dryRun === true
                ? await preview(session, id)
                : await runTenantJob(session, id, NO_SHOW_DETECTION),
            );
          }
          return found;
        },
        options.at,
      );
      print(options, results, () => results.map(lineOf));
    });
}

async function preview({ context }: Session, tenantId: string): Promise<JobResult> {
  const tenant = await loadTenant(context, tenantId);
  let unmarked = 0;
  let cursor: string | undefined;
  do {
    const page = await unmarkedVisits(context, tenant, cursor);
    unmarked += page.visits.length;
    cursor = page.next;
  } while (cursor !== undefined);
  return { tenantId, forDate: '', outcome: 'preview', counts: { unmarked } };
}

function lineOf({ tenantId, outcome, counts }: JobResult): string {
  if (outcome === 'preview') {
    return `${tenantId}: ${String(counts['unmarked'] ?? 0)} visits ended their grace unmarked.`;
  }
  const { marked = 0, held = 0 } = counts;
  return `${tenantId}: ${String(marked)} marked as missed, ${String(held)} held for review (${outcome})`;
}
