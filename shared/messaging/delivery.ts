import { backOffMs } from '../due-work/back-off.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { DeliveryWord } from '../platform/sms/sms-transport.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import type { ContentSource } from './content-source.ts';
import { codeNotices } from './code-notices.ts';
import type { Message } from './model.ts';
import { phoneFaultWrites } from './phone-faults.ts';
import { pauseSender, resumeSender } from './sender-state.ts';
import { followedUp, moved } from './text-state.ts';

/** What the provider says of a text, by a receipt or when asked. */
export interface DeliveryNews {
  readonly providerId: string;
  readonly word: DeliveryWord;
  /** When a receipt told of it; absent: it was looked up. */
  readonly deliveredAt?: Instant;
}

/** The writes (the text's own first) that bring it to where the provider says it stands. */
export async function deliveryWrites(
  context: Context,
  source: ContentSource,
  stored: Stored<Message>,
  news: DeliveryNews,
  now: Instant,
): Promise<Write[]> {
  const { word } = news;
  const facts = factsOf(stored.value, news);
  if (word.status === 'undelivered' || word.status === 'failed') {
    const known = stored.value.reason === 'not-delivered' && stored.value.status !== 'planned';
    if (known) return [followedUp(stored, { ...facts, status: word.status }, now)];
    return failureWrites(context, source, { stored, word, facts }, now);
  }
  const { value: message } = stored;
  const told = message.status;
  const isNews = told !== 'accepted' && told !== 'sent' && told !== 'delivered';
  const noted = isNews ? await source.note(context, message, { status: 'sent' }, now) : [];
  const tried = message.probe === true && word.status !== 'accepted';
  const resumed = tried
    ? await resumeSender(context.records, message.tenantId, 'on-its-way', now)
    : [];
  const settled = tried ? { probe: undefined } : {};
  const changes = { ...facts, ...settled, status: word.status, reason: undefined };
  return [followedUp(stored, changes, now), ...noted, ...resumed];
}

function factsOf(message: Message, { providerId, word, deliveredAt }: DeliveryNews) {
  const { status, code, segments, costMicros, costCurrency } = word;
  return {
    providerId,
    // An id that was known of an earlier send may turn out to be this one's.
    formerProviderIds: message.formerProviderIds?.filter((it) => it !== providerId),
    contradicted: undefined,
    ...(code !== undefined && { code }),
    ...(segments !== undefined && segments > 0 && { segments }),
    ...(costMicros !== undefined && { costMicros }),
    ...(costCurrency !== undefined && { costCurrency }),
    ...(status === 'delivered' && deliveredAt !== undefined && { deliveredAt }),
  } satisfies Partial<Message>;
}

interface Failure {
  readonly stored: Stored<Message>;
  readonly word: DeliveryWord;
  readonly facts: Partial<Message> & { readonly providerId: string };
}

/**
 * A text that did not arrive. One whose way was blocked for a while is sent once more when it is
 * still of use; the way is known to have been blocked, so nobody gets it twice. The words of one
 * that a carrier filtered are never sent again.
 */
async function failureWrites(
  context: Context,
  source: ContentSource,
  { stored, word, facts }: Failure,
  now: Instant,
): Promise<Write[]> {
  const { value: message } = stored;
  const { records } = context;
  const { tenantId, sender, probe = false } = message;
  const { reason = 'The text was not delivered.', code, quotaZone } = word;
  const paused =
    word.fault === 'sender'
      ? await pauseSender(
          records,
          {
            tenantId,
            sender,
            level: 'delivery',
            reason,
            code,
            probe,
            ...(quotaZone !== undefined && { quotaZone }),
          },
          now,
        )
      : undefined;
  const others = [
    ...(paused?.writes ?? []),
    ...(await phoneFaultWrites(context, message, word, now)),
    ...(await codeNotices(records, tenantId, word, now)),
  ];
  const again = sendAgainAt(message, word, paused?.until, now);
  if (again !== undefined) {
    const { providerId, formerProviderIds = [], ...rest } = facts;
    const changes: Partial<Message> & { dueAt: Instant } = {
      ...rest,
      status: 'planned',
      providerId: undefined,
      formerProviderIds: [...formerProviderIds, providerId],
      lastError: reason,
      sentAgain: true,
      probe: undefined,
      attempts: 0,
      dueKind: 'sms',
      dueAt: again,
    };
    return [moved(stored, changes, now), ...others];
  }
  const failure = { status: 'failed', reason: 'not-delivered' } as const;
  const noted = await source.note(context, message, failure, now);
  const changes = { ...facts, status: word.status, reason: 'not-delivered', probe: undefined };
  return [followedUp(stored, changes, now), ...noted, ...others];
}

const MINUTE_MS = 60_000;
/** A phone that is off, or a reason that nobody gives, takes hours; a crowded line takes minutes. */
const AGAIN_AFTER_MS: Readonly<Record<number, number>> = {
  30003: 3 * 60 * MINUTE_MS,
  30008: 30 * MINUTE_MS,
};
const AGAIN_AFTER_DEFAULT_MS = 10 * MINUTE_MS;

/**
 * When a service text that did not arrive is sent once more; undefined: never. A marketing text
 * never is, nor one that was already, nor one that may have
 * arrived, nor one that would come too late.
 */
function sendAgainAt(
  message: Message,
  { fault, code }: DeliveryWord,
  pausedUntil: Instant | undefined,
  now: Instant,
): Instant | undefined {
  if (message.purpose !== 'service' || message.sentAgain === true) return undefined;
  // Somebody said that it arrived.
  if (message.contradicted === true) return undefined;
  if (fault !== 'transient' && pausedUntil === undefined) return undefined;
  const wait = AGAIN_AFTER_MS[code ?? 0] ?? AGAIN_AFTER_DEFAULT_MS;
  // What failed together does not come back together.
  const jitter = backOffMs(message.id, 1) % (5 * MINUTE_MS);
  const at = addMs(pausedUntil ?? addMs(now, wait), jitter);
  return at <= message.notAfter ? at : undefined;
}
