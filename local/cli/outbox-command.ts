import { Command } from 'commander';
import { emailLines, readEmails } from '../email-outbox.ts';
import { outboxLines, readOutbox } from '../outbox.ts';
import { localSettings } from '../settings.ts';
import { print } from './print.ts';
import { withCommonOptions, type CommonOptions } from './session.ts';

interface OutboxOptions extends CommonOptions {
  readonly last: string;
  readonly emails?: boolean;
}

/** `outbox`: the texts, or the e-mails, that stayed on this machine. */
export function outboxCommand(): Command {
  return withCommonOptions(
    new Command('outbox').description('Read the texts or e-mails that the local transports kept.'),
  )
    .option('--last <n>', 'how many, newest last', '50')
    .option('--emails', 'the e-mails instead of the texts')
    .action(async (options: OutboxOptions) => {
      const settings = localSettings(options.data);
      const lastOf = <T>(all: readonly T[]): T[] =>
        all.slice(-Math.max(1, Number.parseInt(options.last, 10) || 50));
      if (options.emails === true) {
        const emails = lastOf(await readEmails(settings.emailFolder));
        print(options, emails, () =>
          emails.length === 0 ? ['No e-mail yet.'] : emails.flatMap(emailLines),
        );
        return;
      }
      const last = lastOf(await readOutbox(settings.outboxFile));
      print(options, last, () =>
        last.length === 0 ? ['No text yet.'] : last.flatMap(outboxLines),
      );
    });
}
