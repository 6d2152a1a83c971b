import type { Instant } from '../kernel/instant.ts';
import type { ShortLink } from '../links/model.ts';
import { openedByPersonAt } from '../links/visitor.ts';
import { isReply } from '../messaging/is-reply.ts';
import type { InboundText, Message } from '../messaging/model.ts';
import type { Touch } from './attribution-rule.ts';

/** A text that was sent and belongs to a workflow: what can be credited with a booking. */
export type CreditableText = Message & {
  readonly workflowId: string;
  readonly claimedAt: Instant;
  readonly countsOn: NonNullable<Message['countsOn']>;
};

/** Texts that nobody has got, or of which that is not known. */
const NOT_OUT: ReadonlySet<Message['status']> = new Set(['planned', 'skipped', 'expired']);

/**
 * Whether a text can be credited with a booking made at this instant. It belongs to a workflow, was
 * claimed, and was planned before the booking: one that is planned at the booking's own instant or
 * later is about the visit and did not bring it about. So no confirmation and no reminder is credited
 * with its own visit.
 */
export function isCreditable(text: Message, bookedAt: Instant): text is CreditableText {
  const { workflowId, claimedAt, countsOn, status, createdAt } = text;
  if (workflowId === undefined || claimedAt === undefined || countsOn === undefined) return false;
  return createdAt < bookedAt && !NOT_OUT.has(status);
}

/**
 * What was done with a text. A click is the first opening of each of its links by a person, as it is
 * kept on the link; a reply is every text that came in as its answer and says more than STOP, START or HELP. A
 * delivery counts for marketing texts alone: service texts reach people because they have a visit, and
 * would be credited with what they had no part in. Answers to a text that asks something (whether they
 * will come, how it was) answer that and are no reply to what else it says.
 */
export function touchesOf(
  text: CreditableText,
  links: readonly Pick<ShortLink, 'humanAt'>[],
  answers: readonly Pick<InboundText, 'meaning' | 'createdAt'>[],
): Touch[] {
  const { id: messageId, claimedAt, deliveredAt = claimedAt, status, purpose, asks } = text;
  const touch = (kind: Touch['kind'], at: Instant): Touch => ({ kind, at, messageId, claimedAt });
  const opened = links.flatMap((link) => openedByPersonAt(link, text) ?? []);
  const replies = answers.filter((it) => asks === undefined && isReply(it));
  return [
    ...opened.map((at) => touch('click', at)),
    ...replies.map(({ createdAt }) => touch('reply', createdAt)),
    ...(status === 'delivered' && purpose === 'marketing' ? [touch('delivered', deliveredAt)] : []),
  ];
}
