import { Command, InvalidArgumentError, Option } from 'commander';
import {
  askForFaults,
  dropFaults,
  faultFolderOf,
  OUTBOX_FAULTS,
  waitingFaults,
  type OutboxFault,
} from '../../shared/platform/sms/outbox-faults.ts';
import { emailLines, readEmails } from '../email-outbox.ts';
import { outboxLines, readFollowed } from '../outbox.ts';
import { localSettings } from '../settings.ts';
import { print } from './print.ts';
import { withCommonOptions, type CommonOptions } from './session.ts';

interface OutboxOptions extends CommonOptions {
  readonly last: string;
  readonly emails?: boolean;
}

interface FaultOptions extends CommonOptions {
  readonly next?: OutboxFault['kind'];
  readonly code?: number;
  readonly count: number;
  readonly clear?: boolean;
}

const MOST_FAULTS = 1000;

/** `outbox`: the texts, or the e-mails, that stayed on this machine; `outbox fault`: what befalls the next. */
export function outboxCommand(): Command {
  return withCommonOptions(
    new Command('outbox').description('Read the texts or e-mails that the local transports kept.'),
  )
    .enablePositionalOptions()
    .option('--last <n>', 'how many, newest last', '50')
    .option('--emails', 'the e-mails instead of the texts')
    .addCommand(faultCommand().exitOverride())
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
      const last = lastOf(await readFollowed(settings.outboxFile));
      print(options, last, () =>
        last.length === 0 ? ['No text yet.'] : last.flatMap(outboxLines),
      );
    });
}

/** `outbox fault`: what befalls the next texts, for trying out what follows from it. */
function faultCommand(): Command {
  return withCommonOptions(
    new Command('fault').description(
      'Let a fault befall the next texts (local product only); without --next, show those that wait.',
    ),
  )
    .addOption(new Option('--next <fault>', 'what befalls them').choices(OUTBOX_FAULTS))
    .option('--count <n>', 'how many texts', numberUpTo(MOST_FAULTS), 1)
    .option('--code <n>', 'code of an undelivered or refused text', numberUpTo(99_999))
    .option('--clear', 'take back those that wait')
    .action(async (options: FaultOptions) => {
      const { next: kind, code, count } = options;
      const folder = faultFolderOf(localSettings(options.data).outboxFile);
      if (options.clear === true) await dropFaults(folder);
      if (kind !== undefined) {
        await askForFaults(folder, { kind, ...(code !== undefined && { code }) }, count);
      }
      const waiting = await waitingFaults(folder);
      print(options, waiting, () => [
        waiting.length === 0
          ? 'No fault waits.'
          : `The next texts: ${waiting.map(faultWords).join(', ')}`,
      ]);
    });
}

function faultWords({ kind, code }: OutboxFault): string {
  return code === undefined ? kind : `${kind} (${String(code)})`;
}

function numberUpTo(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`It takes a whole number from 1 to ${String(most)}.`);
  };
}
