import type { Context } from '../platform/context.ts';
import { QueuesUnavailableError, type Pointer } from '../platform/queues/queues.ts';

/**
 * Puts pointers to work that was just committed as due on their queues, so that it starts now
 * rather than at the next tick. Call it after the commit. When the queues do not answer nothing
 * is lost: the tick finds the work.
 */
export async function enqueueNow(context: Context, pointers: readonly Pointer[]): Promise<void> {
  if (pointers.length === 0) return;
  try {
    await context.queues.send(pointers);
  } catch (error) {
    if (!(error instanceof QueuesUnavailableError)) throw error;
    context.log.warn('Queues unavailable; the tick will find the work', {
      pointers: pointers.length,
    });
  }
}
