import { ownerIdsOf } from '../customers/merge-follow.ts';
import type { Owner } from '../customers/model.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { shortLinkType } from '../links/model.ts';
import { inboundTextType, messageType } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { LONGEST_WINDOW_MS, type Touch } from './attribution-rule.ts';
import { isCreditable, touchesOf, type CreditableText } from './text-touches.ts';

const DAY_MS = 24 * 3_600_000;

/** A link leads on for 90 days, and a text may be planned some days before it is sent. */
const TEXT_REACH_MS = LONGEST_WINDOW_MS + 95 * DAY_MS;

/** The most texts of an owner, and the most that came in, that are looked at: more than anybody gets. */
const MOST_TEXTS = 200;

/** What an owner did with texts before a booking. */
export interface TouchedTexts {
  readonly touches: readonly Touch[];
  readonly texts: ReadonlyMap<string, CreditableText>;
}

/**
 * Reads what an owner did with their texts before a booking: their own alone, those of owners merged
 * into them included. A link of somebody else's text that they opened counts for nothing here, even
 * when both have one number. At most three queries and one read by id, of the latest 200 texts each way.
 */
export async function readTouches(
  { records }: Pick<Context, 'records'>,
  owner: Pick<Owner, 'id' | 'tenantId' | 'absorbing'>,
  bookedAt: Instant,
): Promise<TouchedTexts> {
  const partition = liveOf(owner.tenantId);
  const sent = await records.query(messageType, partition, {
    where: {
      ownerId: { in: ownerIdsOf(owner) },
      createdAt: { from: addMs(bookedAt, -TEXT_REACH_MS), before: bookedAt },
    },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: MOST_TEXTS,
  });
  const texts = sent.items
    .map(({ value }) => value)
    .filter((text): text is CreditableText => isCreditable(text, bookedAt));
  if (texts.length === 0) return { touches: [], texts: new Map() };
  const links = await records.getMany(
    shortLinkType,
    partition,
    texts.flatMap(({ linkIds = [] }) => linkIds),
  );
  const answers = await records.query(inboundTextType, partition, {
    where: {
      phoneId: { in: [...new Set(texts.map(({ phoneId }) => phoneId))] },
      createdAt: { from: addMs(bookedAt, -LONGEST_WINDOW_MS), to: bookedAt },
    },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: MOST_TEXTS,
  });
  const opened = Map.groupBy(links, ({ value }) => value.messageId);
  const answered = Map.groupBy(answers.items, ({ value }) => value.answersId);
  return {
    touches: texts.flatMap((text) =>
      touchesOf(
        text,
        (opened.get(text.id) ?? []).map(({ value }) => value),
        (answered.get(text.id) ?? []).map(({ value }) => value),
      ),
    ),
    texts: new Map(texts.map((text) => [text.id, text])),
  };
}
