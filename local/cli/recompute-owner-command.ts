import { Command } from 'commander';
import { recomputeOwner } from '../../shared/reputation/recompute-owner.ts';
import { print } from './print.ts';
import { inSession, withCommonOptions, type CommonOptions } from './session.ts';

interface RecomputeOptions extends CommonOptions {
  readonly tenant: string;
}

/** `recompute-owner`: rebuilds what is kept on owners from their records. */
export function recomputeOwnerCommand(): Command {
  return withCommonOptions(
    new Command('recompute-owner').description(
      'Rebuild counters, score, strikes and balance of owners from their records.',
    ),
  )
    .argument('<owners...>', 'ids of owners')
    .requiredOption('--tenant <id>', 'their tenant')
    .action(async (owners: readonly string[], options: RecomputeOptions) => {
      const { tenant: tenantId } = options;
      const results = await inSession(options, async ({ context }) => {
        const done = [];
        for (const ownerId of owners)
          done.push(await recomputeOwner(context, { tenantId, ownerId }));
        return done;
      });
      print(options, results, () =>
        results.map(
          ({ ownerId, score, noShowCount, balanceCents, changed }) =>
            `${ownerId}: score ${String(score)}, ${String(noShowCount)} missed, balance ${String(balanceCents)} cents (${changed ? 'changed' : 'was right'})`,
        ),
      );
    });
}
