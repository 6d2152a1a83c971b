import { Command } from 'commander';
import { jobKey, type Job } from '../../shared/jobs/model.ts';
import {
  approveRun,
  dismissRun,
  listJobs,
  retryJob,
  runJobNow,
} from '../../shared/jobs/run-job.ts';
import type { Context } from '../../shared/platform/context.ts';
import { loadTenant } from '../../shared/tenants/load-tenant.ts';
import { columns, print } from './print.ts';
import { inSession, withCommonOptions, type CommonOptions } from './session.ts';

interface TenantOptions extends CommonOptions {
  readonly tenant: string;
}

type Change = (context: Context, tenantId: string, job: string) => Promise<Job>;

const CHANGES: readonly (readonly [name: string, what: string, change: Change])[] = [
  ['run', 'Run a job now instead of at its next occurrence.', runJobNow],
  ['approve', 'Let a run go on that waits for approval.', approveRun],
  ['dismiss', 'End a run that waits for approval.', dismissRun],
  ['retry', 'Let a job that is done once and failed go on.', retryJob],
];

/** `jobs list|run|approve|dismiss|retry`. */
export function jobsCommand(): Command {
  const command = new Command('jobs').description('Look at the jobs of a tenant and steer them.');
  command.addCommand(
    withCommonOptions(new Command('list').description('List jobs with their last run.'))
      .requiredOption('--tenant <id>', 'tenant')
      .action(async (options: TenantOptions) => {
        const jobs = await inSession(options, async ({ context }) => {
          await loadTenant(context, options.tenant);
          return listJobs(context, options.tenant);
        });
        print(options, jobs, () => columns(jobs.map(rowOf)));
      }),
  );
  for (const [name, what, change] of CHANGES) {
    command.addCommand(
      withCommonOptions(new Command(name).description(what).argument('<job>', 'name of the job'))
        .requiredOption('--tenant <id>', 'tenant')
        .action(async (job: string, options: TenantOptions) => {
          const changed = await inSession(options, async ({ context, drainOwn }) => {
            await change(context, options.tenant, job);
            await drainOwn();
            return (await listJobs(context, options.tenant)).find((it) => jobKey(it) === job);
          });
          print(options, changed, () => (changed === undefined ? [] : columns([rowOf(changed)])));
        }),
    );
  }
  return command;
}

function rowOf(job: Job): string[] {
  const [last] = job.history;
  return [
    jobKey(job),
    job.status,
    job.dueAt === undefined ? '' : `next ${job.dueAt}`,
    last === undefined ? 'never ran' : `last ${last.outcome} ${last.forDate}`,
    last === undefined ? '' : JSON.stringify(last.counts),
  ];
}
