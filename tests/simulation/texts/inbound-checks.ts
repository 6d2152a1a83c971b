import { conversationType } from '../../../shared/conversations/model.ts';
import { phoneType } from '../../../shared/customers/model.ts';
import { inboundTextType, messageType, type InboundText } from '../../../shared/messaging/model.ts';
import { ratingType } from '../../../shared/ratings/model.ts';
import { allOf } from '../engine/truth.ts';
import { AUTO_REPLY, countResidual, nameOf, OWN_NUMBER, type Texting } from './texting.ts';

const DAY_MS = 24 * 3_600_000;
/** Clocks of two instances differ by so much at most. */
const SKEW_MS = 4000;

/** The invariants of texts that came in, once nothing is due any more. */
export function checkInbound(texting: Texting): void {
  const { truth } = texting.world;
  const stored = allOf(truth, inboundTextType);
  checkKept(texting, stored);
  checkStops(texting, stored);
  checkAnswers(texting, stored);
  checkUnread(texting, stored);
  checkRatings(texting, stored);
}

/** Each text is with the business it was sent to, once, and was acted on. */
function checkKept({ world, plan, inbound }: Texting, stored: readonly InboundText[]): void {
  const { truth } = world;
  const nobodys = truth.all('unclaimedText').map((it) => String(it['providerId']));
  const copiesOf = Map.groupBy(stored, (it) => it.providerId);
  for (const { providerId, to } of inbound) {
    const copies = copiesOf.get(providerId) ?? [];
    const tenants = new Set(copies.map(({ tenantId }) => tenantId));
    if (tenants.size !== copies.length) world.broken(`inbound ${providerId} is stored twice`);
    const own = plan.tenants[0] ?? '';
    if (to === OWN_NUMBER && !(tenants.has(own) && copies.length === 1)) {
      world.broken(
        `inbound ${providerId} to ${own} is stored by ${[...tenants].join() || 'nobody'}`,
      );
    }
    if (copies.length === 0 && !nobodys.includes(providerId)) {
      world.broken(`inbound ${providerId} was taken and is nowhere`);
    }
  }
  for (const { id, status, dueAt } of stored) {
    if (status === 'received') world.broken(`nobody acted on inbound ${id}`);
    if (status === 'failed') countResidual({ world }, 'inbound left to a person');
    if (dueAt !== undefined) world.broken(`inbound ${id} is ${status} and due`);
  }
}

/** The last word of a number on texts holds. */
function checkStops({ world }: Texting, stored: readonly InboundText[]): void {
  const last = new Map<string, string>();
  for (const { meaning, tenantId, from } of stored) {
    if (meaning === 'stop' || meaning === 'start') last.set(`${tenantId} ${from}`, meaning);
  }
  for (const { id, tenantId, number, suppressed } of allOf(world.truth, phoneType)) {
    if (last.get(`${tenantId} ${number}`) === 'stop' && suppressed === undefined) {
      world.broken(`the STOP of ${id} was lost`);
    }
  }
}

/** One answer to each text at most, and one automatic reply a day to each number. */
function checkAnswers({ world }: Texting, stored: readonly InboundText[]): void {
  const all = allOf(world.truth, messageType);
  const byThemselves = all.filter((it) => it.answers !== undefined && it.authorId === undefined);
  const known = new Set(stored.map(nameOf));
  for (const [textId, texts] of Map.groupBy(byThemselves, ({ tenantId, answers }) =>
    nameOf({ tenantId, id: answers?.textId ?? '' }),
  )) {
    if (texts.length > 1) world.broken(`inbound ${textId} was answered ${texts.length} times`);
    if (!known.has(textId)) world.broken(`${String(texts[0]?.id)} answers what nobody wrote`);
  }
  const replies = byThemselves.filter(
    ({ content }) => content.kind === 'plain' && content.body === AUTO_REPLY,
  );
  const numbers = Map.groupBy(replies, (it) => `${it.tenantId} ${it.phoneId}`);
  for (const [number, texts] of numbers) {
    const times = texts.map(({ createdAt }) => Date.parse(createdAt)).toSorted((a, b) => a - b);
    times.forEach((ms, i) => {
      const before = times[i - 1] ?? -Infinity;
      if (ms - before < DAY_MS - SKEW_MS)
        world.broken(`${number} got two automatic replies in a day`);
    });
  }
  world.tally('answers', 'automatic replies', replies.length);
  world.tally('answers', 'others', byThemselves.length - replies.length);
}

/** What a person must read counts as unread, each text once, until somebody read it. */
function checkUnread({ world }: Texting, stored: readonly InboundText[]): void {
  const poor = new Set(
    allOf(world.truth, ratingType).flatMap(({ tenantId, earlier, ...last }) =>
      [last, ...earlier]
        .filter(({ score }) => score <= 3)
        .map(({ textId: id }) => nameOf({ tenantId, id })),
    ),
  );
  for (const conversation of allOf(world.truth, conversationType)) {
    const { id, tenantId, phoneId, readUpTo = '', unreadCount, attention } = conversation;
    const theirs = stored.filter((it) => it.tenantId === tenantId && it.phoneId === phoneId);
    const waiting = theirs
      .filter(
        (it) => it.status === 'failed' || it.handledAs === 'conversation' || poor.has(nameOf(it)),
      )
      .filter(({ createdAt }) => createdAt > readUpTo);
    if (waiting.length !== unreadCount) {
      world.broken(`${id} says that ${unreadCount} wait, and ${waiting.length} do`);
    }
    if (unreadCount > 0 !== (attention === 'unread')) world.broken(`${id} is ${attention}`);
    const [latest] = theirs.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    if (latest !== undefined && (conversation.lastText?.at ?? '') < latest.createdAt) {
      world.broken(`${id} does not show ${latest.id}`);
    }
  }
  const shown = new Set(
    allOf(world.truth, conversationType).map((it) => `${it.tenantId} ${it.phoneId}`),
  );
  for (const { id, tenantId, phoneId } of stored) {
    if (!shown.has(`${tenantId} ${phoneId}`)) {
      world.broken(`inbound ${id} is in no conversation`);
    }
  }
}

/** Each answer to a question stands on its rating once, and the latest counts. */
function checkRatings({ world }: Texting, stored: readonly InboundText[]): void {
  const said = allOf(world.truth, ratingType).flatMap((it) => {
    const all = [...it.earlier, it];
    const latest = all.toSorted((a, b) => (a.ratedAt < b.ratedAt ? 1 : -1))[0];
    if (latest?.ratedAt !== it.ratedAt) world.broken(`${it.id} is not what was said last`);
    return all.map(({ textId }) => textId);
  });
  const rated = stored.filter((it) => it.handledAs === 'rating').map(({ id }) => id);
  if (said.toSorted().join() !== rated.toSorted().join()) {
    world.broken(`ratings stand for ${said.join()} and not for ${rated.join()}`);
  }
}
