import { Command, Option } from 'commander';
import { findJob } from '../../shared/jobs/run-job.ts';
import { ATTRIBUTION_RULES, DEFAULT_RULE } from '../../shared/results/attribution-rule.ts';
import { RECOMPUTE_ATTRIBUTION, startRecompute } from '../../shared/results/recompute-job.ts';
import { print } from './print.ts';
import { inSession, withCommonOptions, type CommonOptions, type Session } from './session.ts';
import { tenantIds } from './tenant-ids.ts';

interface Options extends CommonOptions {
  readonly tenant?: string;
  readonly rule: string;
}

interface Recomputed {
  readonly tenantId: string;
  readonly rule: number;
  readonly outcome: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** `recompute-attribution`: decides anew which text each booking is credited to, from the records alone. */
export function recomputeAttributionCommand(): Command {
  return withCommonOptions(
    new Command('recompute-attribution').description(
      'Credit all bookings to texts anew, from the records alone; stopped, it goes on where it was.',
    ),
  )
    .option('--tenant <id>', 'one tenant (all by default)')
    .addOption(
      new Option('--rule <version>', 'the version of the rule')
        .choices(ATTRIBUTION_RULES.map(({ version }) => String(version)))
        .default(String(DEFAULT_RULE)),
    )
    .action(async (options: Options) => {
      const results = await inSession(options, async (session) => {
        const done: Recomputed[] = [];
        for (const id of await tenantIds(session, options.tenant)) {
          done.push(await recompute(session, id, Number(options.rule)));
        }
        return done;
      });
      print(options, results, () => results.map(lineOf));
    });
}

async function recompute(
  { context, drainOwn }: Session,
  tenantId: string,
  rule: number,
): Promise<Recomputed> {
  await startRecompute(context, tenantId, rule);
  await drainOwn();
  const key = `${RECOMPUTE_ATTRIBUTION}:${String(rule)}`;
  const { value: job } = await findJob(context, tenantId, key);
  const { run, status } = job;
  const [last] = job.history;
  const counts = run?.counts ?? last?.counts ?? {};
  return {
    tenantId,
    rule,
    outcome: run === undefined ? (last?.outcome ?? status) : status,
    counts,
  };
}

function lineOf({ tenantId, rule, outcome, counts }: Recomputed): string {
  const { visits = 0, changed = 0 } = counts;
  return `${tenantId}: rule ${String(rule)}, ${String(changed)} of ${String(visits)} bookings changed (${outcome})`;
}
