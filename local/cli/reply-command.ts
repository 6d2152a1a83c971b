import { Command } from 'commander';
import { ProblemError } from '../../shared/kernel/problem.ts';
import { receiveText } from '../../shared/messaging/receive-text.ts';
import { loadTenant } from '../../shared/tenants/load-tenant.ts';
import { print } from './print.ts';
import { inSession, withCommonOptions, type CommonOptions } from './session.ts';

interface ReplyOptions extends CommonOptions {
  readonly tenant: string;
  readonly from: string;
  readonly text: string;
}

/** `reply`: an owner's answer, as if it had come in by text. */
export function replyCommand(): Command {
  return withCommonOptions(
    new Command('reply').description('Let an owner answer by text (local product only).'),
  )
    .requiredOption('--tenant <id>', 'tenant')
    .requiredOption('--from <number>', 'number of the owner, such as +14155550123')
    .requiredOption('--text <text>', 'what they write, such as STOP')
    .action(async (options: ReplyOptions) => {
      const meaning = await inSession(options, async ({ context }) => {
        await loadTenant(context, options.tenant);
        refuseBadNumber(options.from);
        return receiveText(context, {
          tenantId: options.tenant,
          providerId: context.ids.next('inboundText'),
          from: options.from,
          body: options.text,
        });
      });
      print(options, { meaning }, () => [`Received; taken for: ${meaning}`]);
    });
}

function refuseBadNumber(from: string): void {
  if (/^\+[1-9]\d{6,14}$/.test(from)) return;
  throw new ProblemError({
    kind: 'invalid-number',
    status: 422,
    detail: `--from ${JSON.stringify(from)} is not a number.`,
    field: 'from',
    value: from,
    allowed: 'E.164, such as +14155550123',
  });
}
