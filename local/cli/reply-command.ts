import { Command } from 'commander';
import { ProblemError } from '../../shared/kernel/problem.ts';
import { receiveText } from '../../shared/messaging/receive-text.ts';
import type { Context } from '../../shared/platform/context.ts';
import { listTenants } from '../../shared/tenants/list-tenants.ts';
import { loadTenant } from '../../shared/tenants/load-tenant.ts';
import { print } from './print.ts';
import { inSession, withCommonOptions, type CommonOptions } from './session.ts';

interface ReplyOptions extends CommonOptions {
  readonly tenant?: string;
  readonly from: string;
  readonly text: string;
}

/** `reply`: an owner's answer, as if it had come in by text. */
export function replyCommand(): Command {
  return withCommonOptions(
    new Command('reply').description('Let an owner answer by text (local product only).'),
  )
    .option('--tenant <id>', 'tenant; needed when there are several')
    .requiredOption('--from <number>', 'number of the owner, such as +14155550123')
    .requiredOption('--text <text>', 'what they write, such as STOP')
    .action(async (options: ReplyOptions) => {
      const meaning = await inSession(options, async ({ context, drainOwn }) => {
        const tenantId = await tenantOf(context, options.tenant);
        refuseBadNumber(options.from);
        const taken = await receiveText(context, {
          tenantId,
          providerId: context.ids.next('inboundText'),
          from: options.from,
          body: options.text,
        });
        // As the host would, if it runs or not: its conversation, its answer.
        await drainOwn();
        return taken;
      });
      print(options, { meaning }, () => [`Received; taken for: ${meaning}`]);
    });
}

async function tenantOf(context: Context, named: string | undefined): Promise<string> {
  if (named !== undefined) return (await loadTenant(context, named)).tenantId;
  const all = await listTenants(context.records);
  const [only] = all;
  if (only !== undefined && all.length === 1) return only.id;
  throw new ProblemError({
    kind: 'tenant-not-named',
    status: 422,
    detail: 'Say which business the text is for.',
    field: 'tenant',
    allowed: all.map(({ id }) => id).join(', '),
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
