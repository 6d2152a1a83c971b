import { Command } from 'commander';
import { outboxLines, readOutbox } from '../outbox.ts';
import { localSettings } from '../settings.ts';
import { print } from './print.ts';
import { withCommonOptions, type CommonOptions } from './session.ts';

interface OutboxOptions extends CommonOptions {
  readonly last: string;
}

/** `outbox`: the texts that stayed on this machine. */
export function outboxCommand(): Command {
  return withCommonOptions(
    new Command('outbox').description('Read the texts that the local transport kept.'),
  )
    .option('--last <n>', 'how many, newest last', '50')
    .action(async (options: OutboxOptions) => {
      const texts = await readOutbox(localSettings(options.data).outboxFile);
      const last = texts.slice(-Math.max(1, Number.parseInt(options.last, 10) || 50));
      print(options, last, () =>
        last.length === 0 ? ['No text yet.'] : last.flatMap(outboxLines),
      );
    });
}
