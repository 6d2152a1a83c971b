import { retryByHand } from '../due-work/retry.ts';
import { addMs } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import { messageType } from './model.ts';

/** A text that a person sends again is of use for so long. */
const USEFUL_MS = 24 * 3_600_000;

/**
 * Sends a failed text again because a person asked: consent, hours and the facts behind it are
 * read anew at its claim. It may go out within 24 hours. Refused (409) when it has not failed. One
 * whose outcome was never learned (`outcome-unknown`) may so come twice: that is for the person to weigh.
 */
export async function retryText(context: Context, tenantId: string, id: string): Promise<void> {
  const notAfter = addMs(context.clock.now(), USEFUL_MS);
  const pointer = { tenantId, id, kind: 'sms' as const };
  await retryByHand(context, messageType, pointer, {
    status: 'planned',
    reason: undefined,
    sends: 0,
    notAfter,
  });
}
