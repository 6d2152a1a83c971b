import type { Context } from '../platform/context.ts';
import { messageType, type Message } from './model.ts';

/** How many of a number's latest texts are looked through; more than any number gets in weeks. */
const LATEST = 200;

/** What the texts to the same number mean for a search of one among the provider's texts. */
export interface OtherTexts {
  /** Provider ids known to be others', or of an earlier send of the same that did not arrive. */
  readonly providerIds: readonly string[];
  /** Whether one with the same words is being sent right now, so that a text found may be its. */
  readonly twinUnderWay: boolean;
}

/**
 * Reads the texts to a text's number. A provider lists by number and words only, and
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
  const texts = page.items.map(({ value }) => value);
  return {
    providerIds: texts.flatMap(({ providerId, formerProviderIds = [] }) =>
      providerId === undefined ? formerProviderIds : [...formerProviderIds, providerId],
    ),
    twinUnderWay: texts.some(
      (it) => it.id !== message.id && it.status === 'sending' && it.body === message.body,
    ),
  };
}
