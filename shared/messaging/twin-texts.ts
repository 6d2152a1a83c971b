import type { Context } from '../platform/context.ts';
import { messageType, type Message } from './model.ts';

/** How many of a number's latest texts are looked through; more than any number gets in weeks. */
const LATEST = 200;

/** What the other texts to the same number mean for a search among the provider's texts. */
export interface OtherTexts {
  /** Provider ids known to be theirs. */
  readonly providerIds: readonly string[];
  /** Whether one with the same words is being sent right now, so that a text found may be its. */
  readonly twinUnderWay: boolean;
}

/**
 * Reads the other texts to a text's number. A provider lists by number and words only, and
 * families share numbers and pets share names: two texts may be alike in both.
 */
export async function readOtherTexts(context: Context, message: Message): Promise<OtherTexts> {
  const page = await context.records.query(
    messageType,
    { tenantId: message.tenantId },
    {
      where: { phoneId: message.phoneId },
      orderBy: { field: 'createdAt', direction: 'desc' },
      limit: LATEST,
    },
  );
  const others = page.items.map(({ value }) => value).filter(({ id }) => id !== message.id);
  return {
    providerIds: others.flatMap(({ providerId }) => (providerId === undefined ? [] : [providerId])),
    twinUnderWay: others.some((it) => it.status === 'sending' && it.body === message.body),
  };
}
