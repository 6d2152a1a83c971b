import type { Instant } from '../kernel/instant.ts';
import { notFound } from '../kernel/problem.ts';
import { messageType, type Message } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';

/** Something that happened to a text, in words. */
export interface TextStep {
  readonly at: Instant;
  readonly words: string;
}

/** What the stable words mean to people; a word that is missing here is shown as it is. */
const REASONS: Readonly<Record<string, string>> = {
  'owner-missing': 'the owner is no longer in the customer list',
  'owner-inactive': 'the owner is no longer a customer',
  'no-phone': 'there is no number that can be texted',
  'opted-out': 'the owner refuses texts',
  suppressed: 'the holder of the number said STOP',
  'number-unusable': 'the number cannot be texted',
  'number-changed': 'the number is not the owner’s any more',
  'stop-lifted': 'a START came first',
  'cancelled-by-staff': 'somebody took it back',
  'too-late': 'it would have come too late to be of use',
  'nothing-left-to-say': 'nothing of it holds any more',
  'joined-other-text': 'another text says it',
  'text-refused': 'the provider refuses this text',
  'provider-unavailable': 'the provider could not be reached',
  'outcome-unknown': 'nobody knows whether it was sent',
  'outcome-not-found': 'the provider knows nothing of it any more',
  'not-delivered': 'it did not arrive',
};

const ENDS: Readonly<Partial<Record<Message['status'], string>>> = {
  accepted: 'Taken by the provider',
  sent: 'Handed to the carrier; whether it arrived is not confirmed',
  delivered: 'Delivered',
  undelivered: 'Not delivered',
  failed: 'Failed',
  skipped: 'Not sent',
  expired: 'Not sent',
  unknown: 'The call had no clear answer; the provider is asked',
};

/** The life of a text in words, oldest step first, from what is known of it. */
export function stepsOf(message: Message): TextStep[] {
  const { createdAt, claimedAt, dueAt, status, reason, updatedAt, code } = message;
  const by = message.authorId === undefined ? 'Planned' : 'Written';
  const steps: TextStep[] = [{ at: createdAt, words: by }];
  if (claimedAt !== undefined) {
    const again = message.sends > 1 ? `, call ${String(message.sends)}` : '';
    steps.push({ at: claimedAt, words: `Handed to the provider${again}` });
  }
  const end = ENDS[status];
  if (end !== undefined) {
    const why = reason === undefined ? '' : `: ${REASONS[reason] ?? reason}`;
    steps.push({
      at: updatedAt,
      words: `${end}${why}${code === undefined ? '' : ` (code ${String(code)})`}`,
    });
  }
  if (status === 'planned' && dueAt !== undefined) {
    steps.push({ at: dueAt, words: 'Goes out then, if it still may' });
  }
  return steps;
}

/** A text with its life in words; throws not-found (404), also for another tenant's. */
export async function getText(
  context: Context,
  { tenantId, messageId }: { readonly tenantId: string; readonly messageId: string },
): Promise<{ readonly message: Message; readonly steps: readonly TextStep[] }> {
  const stored = await context.records.get(messageType, liveOf(tenantId), messageId);
  if (stored === undefined) throw notFound('message', messageId);
  return { message: stored.value, steps: stepsOf(stored.value) };
}
