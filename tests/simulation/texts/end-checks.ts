import { messageType, type Message } from '../../../shared/messaging/model.ts';
import { allOf } from '../engine/truth.ts';
import { PRICE_MICROS, type AcceptedText } from '../services/provider-model.ts';
import type { ClaimChecks } from './claim-checks.ts';
import type { History } from './commit-checks.ts';
import { countResidual, nameOf, type Texting } from './texting.ts';

const HANDED_OVER = new Set(['accepted', 'sent', 'delivered', 'undelivered']);
const UNSENT = new Set(['failed', 'skipped', 'expired', 'undelivered']);

/** The invariants of texts that must hold once nothing is due any more. */
export function checkTexts(
  texting: Texting,
  history: History,
  claims: ClaimChecks['claims'],
): void {
  const { world, provider } = texting;
  const messages = allOf(world.truth, messageType);
  const byId = new Map(messages.map((it) => [nameOf(it), it]));
  for (const message of messages) checkEnd(texting, message, history);
  const alike = Map.groupBy(messages, likeness);
  const sends = Map.groupBy(provider.accepted, ({ text: { tenantId, messageId: id } }) =>
    nameOf({ tenantId, id }),
  );
  for (const [id, texts] of sends) {
    const message = byId.get(id);
    if (message === undefined) world.broken(`text ${id} was sent and is not there`);
    else {
      const twins = (alike.get(likeness(message)) ?? []).map(nameOf);
      const wanted = twins.filter((it) => claims.has(it)).length;
      const taken = twins.reduce((sum, it) => sum + (sends.get(it)?.length ?? 0), 0);
      checkSends(texting, message, texts, history, {
        claims: claims.get(id) ?? [],
        enough: taken <= wanted,
      });
    }
  }
}

/** What the provider lists a text by. */
const likeness = ({ tenantId, to, body = '' }: Message): string => `${tenantId}|${to}|${body}`;

/** Every text has an end, a reason when it did not arrive, and is what the provider says it is. */
function checkEnd(texting: Texting, message: Message, history: History): void {
  const { world, provider, plan } = texting;
  const { id, status, reason, providerId, costMicros } = message;
  const name = `text ${id} (${status}${reason === undefined ? '' : `, ${reason}`})`;
  if (['planned', 'sending', 'unknown'].includes(status)) {
    world.broken(`${name} never came to an end`);
  }
  if (message.dueAt !== undefined) world.broken(`${name} is over and due`);
  if (UNSENT.has(status) && reason === undefined) world.broken(`${name} ended without a reason`);
  if (providerId === undefined) {
    if (HANDED_OVER.has(status)) world.broken(`${name} was never taken`);
    return;
  }
  const taken = provider.accepted.find((it) => it.providerId === providerId);
  if (taken?.text.to !== message.to) {
    world.broken(`${name} counts ${providerId} as its own, which is another text`);
    return;
  }
  if (plan.calm && reason !== undefined && reason !== 'not-delivered') {
    world.broken(`${name} although nothing went wrong`);
  }
  // What was to be sent again and was not keeps the id of the send that did not arrive.
  if (!HANDED_OVER.has(status) && reason !== 'not-delivered') {
    const arrived = !UNSENT.has(taken.fate.status);
    const denied = (history.lastWords.get(providerId)?.size ?? 0) > 1;
    if (arrived && !denied) world.broken(`${name} is ${taken.fate.status} with the provider`);
    return;
  }
  // Nobody learns how it ended while the provider neither answers nor tells.
  if (status !== taken.fate.status) {
    const heard = history.lastWords.get(providerId);
    const asked = reason === 'outcome-not-found' || (heard?.size ?? 0) > 1 || heard?.has(status);
    if (plan.calm || !asked) world.broken(`${name} is ${taken.fate.status} with the provider`);
    else countResidual(texting, 'an end not learned');
  }
  if (costMicros === PRICE_MICROS) return;
  if (costMicros !== undefined) world.broken(`${name} is said to cost ${costMicros}`);
  // Asked for the last time 48 hours after the call, if the provider answers then.
  const known = taken.pricedAtMs < Date.parse(message.claimedAt ?? '') + 47 * 3_600_000;
  const answers = ![...world.injector.counts.keys()].some((it) => it.startsWith('provider-'));
  if (known && answers) world.broken(`${name} has no price`);
  else countResidual(texting, 'a price not learned');
}

/** One text reaches the person, unless the one before provably did not, or a person wanted another. */
function checkSends(
  texting: Texting,
  message: Message,
  texts: readonly AcceptedText[],
  { retries, heardAtMs }: History,
  seen: { readonly claims: readonly number[]; readonly enough: boolean },
): void {
  const { world } = texting;
  const { id, purpose, sentAgain, status } = message;
  const count = (name: string): void => world.tally('sent again', name);
  for (const [n, text] of texts.entries()) {
    const before = texts[n - 1];
    if (before === undefined) continue;
    const claimedAtMs = seen.claims.findLast((ms) => ms <= text.atMs) ?? text.atMs;
    if (
      retries.some(
        (it) => it.name === nameOf(message) && it.atMs > before.atMs && it.atMs <= text.atMs,
      )
    ) {
      count('by hand');
    } else if (purpose === 'marketing') {
      world.broken(`advertisement ${id} was sent ${texts.length} times`);
    } else if (sentAgain === true && UNSENT.has(before.fate.status)) {
      count('because it did not arrive');
    } else if (before.lagged && !((heardAtMs.get(before.providerId) ?? Infinity) < claimedAtMs)) {
      countResidual(texting, 'a second text');
    } else if (seen.enough) {
      count('because one alike in number and words took the first for its own');
    } else {
      world.broken(`text ${id} was sent as ${before.providerId} and again as ${text.providerId}`);
    }
  }
  const arrived = texts.filter((it) => !UNSENT.has(it.fate.status));
  if (message.providerId === undefined && arrived.length > 0 && status === 'failed') {
    const gaveUp = world.truth
      .all('notice')
      .some((it) => (it['subject'] as { id?: unknown } | undefined)?.id === id);
    if (arrived.some((it) => it.lagged) || gaveUp) countResidual(texting, 'arrived and unknown');
    else world.broken(`text ${id} arrived and counts as failed`);
  }
}
