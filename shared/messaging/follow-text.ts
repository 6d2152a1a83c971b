import { phoneType } from '../customers/model.ts';
import type { Context } from '../platform/context.ts';
import type { LookUpOutcome } from '../platform/sms/sms-transport.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import type { ContentSource } from './content-source.ts';
import { nextLookUp } from './look-up-schedule.ts';
import type { Message } from './model.ts';
import { ended, moved } from './text-state.ts';
import { readOtherTexts } from './twin-texts.ts';

/** A service text whose call gave no clear answer is sent at most so often in all. */
const MAX_SENDS = 2;

/**
 * Finds out about a send call that gave no clear answer. Found at the provider: it counts as
 * accepted. Not found: a service text that is still useful is sent once more, anything else
 * has failed. Provider unreachable: throws, so that the attempt is repeated later.
 *
 * Of texts alike in number and words each takes one of those the provider lists: ids that others
 * hold are left out, a text under way is waited for, and the number's document, which every claim
 * of a text to it also writes, keeps two from taking the same one.
 */
export async function reconcileText(
  context: Context,
  source: ContentSource,
  claimed: Stored<Message>,
): Promise<void> {
  const { value: message } = claimed;
  const since = message.claimedAt ?? message.createdAt;
  const { id: messageId, tenantId, to, body = '' } = message;
  const phone = await context.records.get(phoneType, { tenantId }, message.phoneId);
  const { providerIds, twinUnderWay } = await readOtherTexts(context, message);
  if (twinUnderWay) throw new Error('A text of the same words to the same number is under way.');
  const outcome = await context.sms.find({ messageId, to, body, since, exclude: providerIds });
  if (outcome.kind === 'unavailable') throw new Error(`Provider unreachable: ${outcome.reason}`);
  const now = context.clock.now();
  context.log.info('Unclear send call reconciled', { id: messageId, outcome: outcome.kind });
  if (outcome.kind === 'found') {
    const noted = await source.note(context, message, { status: 'sent' }, now);
    const dueAt = nextLookUp(since, now) ?? now;
    const changes = { status: 'accepted', providerId: outcome.providerId, attempts: 0 } as const;
    const guards: Write[] =
      phone === undefined ? [] : [{ op: 'touch', id: phone.value.id, etag: phone.etag }];
    await commit(context, claimed, [
      moved(claimed, { ...changes, dueAt }, now),
      ...noted,
      ...guards,
    ]);
    return;
  }
  if (message.purpose === 'service' && message.sends < MAX_SENDS && now < message.notAfter) {
    const changes = { status: 'planned', attempts: 0, dueAt: now } as const;
    await commit(context, claimed, [moved(claimed, changes, now)]);
    return;
  }
  const failure = { status: 'failed', reason: 'outcome-unknown' } as const;
  const noted = await source.note(context, message, failure, now);
  await commit(context, claimed, [ended(claimed, failure, now), ...noted]);
}

/**
 * Asks the provider what became of an accepted text and notes it; asks again later while
 * the answer is not final. After 72 hours the text is left as it is, delivery unconfirmed.
 */
export async function lookUpText(
  context: Context,
  source: ContentSource,
  claimed: Stored<Message>,
): Promise<void> {
  const { value: message } = claimed;
  const outcome = await context.sms.lookUp(message.providerId ?? '');
  if (outcome.kind === 'unavailable') throw new Error(`Provider unreachable: ${outcome.reason}`);
  const now = context.clock.now();
  const again = nextLookUp(message.claimedAt ?? message.createdAt, now);
  if (outcome.kind === 'missing') {
    await commit(context, claimed, [ended(claimed, { reason: 'outcome-not-found' }, now)]);
    return;
  }
  const { status } = outcome;
  const facts = factsOf(outcome);
  if (status === 'undelivered' || status === 'failed') {
    const failure = { status: 'failed', reason: 'not-delivered' } as const;
    const noted = await source.note(context, message, failure, now);
    const changes = { ...facts, reason: 'not-delivered' };
    await commit(context, claimed, [ended(claimed, changes, now), ...noted]);
  } else if (status === 'delivered' || again === undefined) {
    await commit(context, claimed, [ended(claimed, facts, now)]);
  } else {
    await commit(context, claimed, [moved(claimed, { ...facts, attempts: 0, dueAt: again }, now)]);
  }
}

function factsOf(outcome: Extract<LookUpOutcome, { kind: 'found' }>): Partial<Message> {
  const { status, code, segments, costMicros } = outcome;
  return {
    status,
    ...(code !== undefined && { code }),
    ...(segments !== undefined && segments > 0 && { segments }),
    ...(costMicros !== undefined && { costMicros }),
  };
}

async function commit(
  context: Context,
  claimed: Stored<Message>,
  writes: readonly Write[],
): Promise<void> {
  const result = await context.records.commit({ tenantId: claimed.value.tenantId }, writes);
  if (!result.ok && result.broken.id !== claimed.value.id) {
    throw new Error(`Overtaken by a change of ${result.broken.id}.`);
  }
}
