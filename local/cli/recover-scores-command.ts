import { Command } from 'commander';
import { SCORE_RECOVERY } from '../../shared/reputation/recovery-job.ts';
import { print } from './print.ts';
import { runTenantJob, type JobResult } from './run-tenant-job.ts';
import { inSession, withCommonOptions, type CommonOptions } from './session.ts';
import { tenantIds } from './tenant-ids.ts';

/** `recover-scores`: the weekly refresh of scores, by hand. */
export function recoverScoresCommand(): Command {
  return withCommonOptions(
    new Command('recover-scores').description(
      'Bring the scores of all owners to what they are now: what recovered by time is counted in.',
    ),
  )
    .option('--tenant <id>', 'one tenant (all by default)')
    .option('--at <instant>', 'act as of this instant, such as 2026-03-01T00:00:00-05:00')
    .action(async (options: CommonOptions & { tenant?: string; at?: string }) => {
      const results = await inSession(
        options,
        async (session) => {
          const done: JobResult[] = [];
          for (const id of await tenantIds(session, options.tenant)) {
            done.push(await runTenantJob(session, id, SCORE_RECOVERY));
          }
          return done;
        },
        options.at,
      );
      print(options, results, () => results.map(lineOf));
    });
}

function lineOf({ tenantId, outcome, counts }: JobResult): string {
  const { owners = 0, changed = 0 } = counts;
  return `${tenantId}: ${String(changed)} scores of ${String(owners)} owners changed (${outcome})`;
}
