import { Command } from 'commander';
import { drain } from '../../shared/due-work/drain.ts';
import { workers } from '../../shared/workers.ts';
import { print } from './print.ts';
import { progressBar } from './progress.ts';
import { inSession, withCommonOptions, type CommonOptions } from './session.ts';

/** `run-due`: does all work that is due, in this process. */
export function runDueCommand(): Command {
  return withCommonOptions(
    new Command('run-due').description('Do everything that is due now, in this process.'),
  )
    .option('--at <instant>', 'act as of this instant; a future one only while texts stay local')
    .action(async (options: CommonOptions & { readonly at?: string }) => {
      const bar = progressBar(options, 'due work');
      const report = await inSession(
        options,
        ({ context }) => drain(context, workers, (done) => bar.update(done)),
        options.at,
      ).finally(() => bar.stop());
      print(options, report, () =>
        Object.entries(report).map(([kind, outcomes]) => {
          const parts = Object.entries(outcomes).map(([name, n]) => `${String(n)} ${name}`);
          return `${kind}: ${parts.length === 0 ? 'nothing due' : parts.join(', ')}`;
        }),
      );
    });
}
