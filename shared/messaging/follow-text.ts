import { phoneType } from '../customers/model.ts';
import { backOffMs, MAX_ATTEMPTS } from '../due-work/back-off.ts';
import type { Decision } from '../due-work/worker.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import type { ContentSource } from './content-source.ts';
import { DELIVERY_RANK, heardRank } from './delivery-rank.ts';
import { deliveryWrites } from './delivery.ts';
import { nextLookUp } from './look-up-schedule.ts';
import type { Message } from './model.ts';
import { ended, followedUp, FOLLOW_UP_KIND, moved } from './text-state.ts';
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
 * of a text to it also writes, keeps two from taking the same one. A receipt that tells of the send
 * meanwhile breaks the commit's guard and wins: it knows better than a list.
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
    const found = { status: 'accepted', providerId: outcome.providerId, attempts: 0 } as const;
    const changes = { ...found, dueKind: FOLLOW_UP_KIND, dueAt };
    const guards: Write[] =
      phone === undefined ? [] : [{ op: 'touch', id: phone.value.id, etag: phone.etag }];
    await commit(context, claimed, [moved(claimed, changes, now), ...noted, ...guards]);
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
 * Asks the provider what became of a text it took, or what it cost, and says what to write: one
 * read, one write, no claim, since asking twice does no harm. Asked again while there is something
 * left to learn. After 72 hours the text is left as it is, delivery unconfirmed.
 */
export async function lookUpText(
  context: Context,
  source: ContentSource,
  stored: Stored<Message>,
): Promise<Decision<Message>> {
  const { value: message } = stored;
  const { providerId = '', attempts } = message;
  const outcome = await context.sms.lookUp(providerId);
  const now = context.clock.now();
  if (outcome.kind === 'unavailable') {
    const lastError = `Provider unreachable: ${outcome.reason}`;
    const priceAlone = message.status !== 'accepted' && message.status !== 'sent';
    // What a text cost is worth no notice to staff: the estimate stands.
    if (priceAlone && attempts + 1 >= MAX_ATTEMPTS) return settle([ended(stored, {}, now)]);
    const dueAt = addMs(now, backOffMs(message.id, attempts + 1));
    return settle([moved(stored, { attempts: attempts + 1, lastError, dueAt }, now)]);
  }
  if (outcome.kind === 'missing') {
    const open = message.status === 'accepted' || message.status === 'sent';
    const changes = open ? { reason: 'outcome-not-found' } : {};
    return settle([ended(stored, { ...changes, contradicted: undefined }, now)]);
  }
  const { kind: _found, ...word } = outcome;
  // What it answers may come from a copy that is behind what it has told by itself.
  if (DELIVERY_RANK[word.status] < heardRank(message)) return settle([askedAgain(stored, now)]);
  return settle(await deliveryWrites(context, source, stored, { providerId, word }, now));
}

/** The write that leaves a text as it is, to be asked about again while there is something to learn. */
function askedAgain(stored: Stored<Message>, now: Instant): Write {
  const { claimedAt, createdAt, contradicted } = stored.value;
  if (contradicted !== true) return followedUp(stored, {}, now);
  const dueAt = nextLookUp(claimedAt ?? createdAt, now);
  if (dueAt === undefined) return ended(stored, { contradicted: undefined }, now);
  return moved(stored, { attempts: 0, dueAt }, now);
}

/** Whether the last word of a text still leaves something to ask the provider. */
export function isToBeAsked(message: Message, now: Instant): boolean {
  if (message.providerId === undefined) return false;
  if (message.contradicted === true) return true;
  return (
    message.costMicros === undefined &&
    message.dueAt !== undefined &&
    message.dueAt <= addMs(now, 5000)
  );
}

function settle(writes: readonly Write[]): Decision<Message> {
  return { kind: 'settle', writes };
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
