import { derivedId } from '../kernel/ids.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { CONFIRM_STOP_MS } from '../messaging/direct-answer.ts';
import type { InboundText, Message } from '../messaging/model.ts';
import { planText } from '../messaging/plan-text.ts';
import type { Tenant } from '../tenants/model.ts';

/** An automatic answer that took longer would puzzle more than help. */
const ANSWER_USEFUL_MS = 60 * 60_000;

/** A number gets the automatic reply once in so long at most. */
export const AUTO_REPLY_EVERY_MS = 24 * 3_600_000;

/** The confirmation of a STOP: no word of advertising is allowed in it. */
export function stopAnswer({ name }: Tenant): string {
  return `${name}: You are unsubscribed and will get no more texts. Reply START to get them again.`;
}

/** The confirmation of a START. */
export function startAnswer({ name }: Tenant): string {
  return `${name}: You will get our texts again. Reply HELP for help, STOP to end them.`;
}

/** The answer to HELP: who writes, how to reach a person, how to end it. */
export function helpAnswer({ name, inbound }: Tenant): string {
  const reach = inbound?.helpContact ?? 'Write here and we will get back to you.';
  return `${name}: ${reach} Message and data rates may apply. Reply STOP to end our texts.`;
}

/**
 * The text that answers one that came in, to its number as such. Its id derives from that text's:
 * one answer each, whatever is repeated.
 */
export function answerTo(
  text: InboundText,
  body: string,
  now: Instant,
  confirmsStop = false,
): Message {
  const { id: textId, tenantId, from: to, createdAt: receivedAt } = text;
  return planText(
    {
      id: derivedId('message', 'answer', textId),
      tenantId,
      to,
      body,
      answers: { textId, receivedAt, ...(confirmsStop && { confirmsStop }) },
      sendAt: now,
      notAfter: addMs(receivedAt, confirmsStop ? CONFIRM_STOP_MS : ANSWER_USEFUL_MS),
    },
    now,
  );
}
