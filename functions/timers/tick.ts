import type { InvocationContext } from '@azure/functions';
import { tick } from '../../shared/due-work/tick.ts';
import type { Context } from '../../shared/platform/context.ts';

/** The minute clock, NCRONTAB in UTC: second 0 of every minute. */
export const TICK_SCHEDULE = '0 * * * * *';

/** Puts pointers to due work on the queues. Fails, visibly, when a kind could not be served. */
export async function onTick(
  contextFor: (invocation: InvocationContext) => Promise<Context>,
  invocation: InvocationContext,
): Promise<void> {
  const context = await contextFor(invocation);
  const report = await tick(context);
  const failed = Object.entries(report).filter(([, { error }]) => error !== undefined);
  context.log.info('Tick', {
    ...Object.fromEntries(Object.entries(report).map(([kind, { sent }]) => [kind, sent])),
  });
  if (failed.length > 0) {
    throw new Error(
      `Not served: ${failed.map(([kind, { error }]) => `${kind} (${error ?? ''})`).join(', ')}`,
    );
  }
}
