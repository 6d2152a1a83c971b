import { isDeepStrictEqual } from 'node:util';
import { inboundTextType, messageType } from '../../../shared/messaging/model.ts';
import { smsDayType, type SmsFacts } from '../../../shared/sms-analytics/model.ts';
import { addFacts, factsOf, NO_FACTS } from '../../../shared/sms-analytics/sms-facts.ts';
import { allOf } from '../engine/truth.ts';
import type { World } from '../engine/world.ts';

/** What the summaries of days say is what the texts themselves say. */
export function checkDays({ truth, broken }: Pick<World, 'truth' | 'broken'>): void {
  const messages = allOf(truth, messageType);
  const inbound = allOf(truth, inboundTextType);
  const days = new Map<string, SmsFacts>();
  for (const message of messages) {
    if (message.countsOn === undefined) continue;
    const name = `${message.tenantId} ${message.countsOn}`;
    const echoes = inbound.filter(
      ({ tenantId, answersId }) => tenantId === message.tenantId && answersId === message.id,
    );
    const at = (meaning: string) =>
      echoes.filter((it) => it.meaning === meaning).map((it) => it.createdAt);
    const came = { opened: [], replies: at('other'), stops: at('stop') };
    const facts = factsOf(message, came, 72 * 3_600_000);
    days.set(name, addFacts(days.get(name) ?? NO_FACTS, facts));
  }
  const summaries = new Map(
    truth.all('smsDay').map((it): [string, SmsFacts] => {
      const { tenantId, date, cells } = smsDayType.schema.parse(it);
      const sum = cells.reduce<SmsFacts>((all, cell) => addFacts(all, cell), NO_FACTS);
      return [`${tenantId} ${date}`, sum];
    }),
  );
  for (const name of new Set([...days.keys(), ...summaries.keys()])) {
    const [summed, said] = [summaries.get(name) ?? NO_FACTS, days.get(name) ?? NO_FACTS];
    if (!isDeepStrictEqual(summed, said)) broken(`the summary of ${name} is not that of its texts`);
  }
}
