import { phoneType } from '../customers/model.ts';
import type { Worker } from '../due-work/worker.ts';
import { withoutDue } from '../due-work/failure.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { InvariantError } from '../kernel/result.ts';
import { inboundTextType, type InboundText } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { afterInbound, keepConversation, newConversation } from './conversation-state.ts';
import { conversationId, conversationType, type Conversation } from './model.ts';
import { readReply } from './read-reply.ts';
import type { HandledReply, Reply, ReplyHandler } from './reply-handler.ts';
import {
  answerTo,
  AUTO_REPLY_EVERY_MS,
  helpAnswer,
  startAnswer,
  stopAnswer,
} from './standard-answers.ts';

/** Nothing is claimed: an inbound text is decided and settled in one commit. */
const LEASE_MS = 60_000;

/** What became of a text: by whom, and what follows. */
interface Handled extends HandledReply {
  readonly as: string;
}

/**
 * Acts on texts that came in: STOP, START and HELP are answered, the handlers try to understand the
 * rest, and every text goes into the conversation of its number. All of it is one commit that marks
 * the text as handled, so that each is acted on once, however often its pointer arrives; two texts of
 * one number at once are decided one after the other, by the guard of the conversation. Answers
 * go to the number as such.
 */
export function inboundWorker(handlers: readonly ReplyHandler[]): Worker<InboundText> {
  return {
    kind: 'inbound',
    type: inboundTextType,
    leaseMs: LEASE_MS,
    async decide(context, stored, now) {
      const reply = await readReply(context, stored.value);
      const id = conversationId(stored.value.phoneId);
      const { tenantId } = stored.value;
      const known = await context.records.get(conversationType, liveOf(tenantId), id);
      const before = known?.value ?? newConversation(reply.phone.value, now);
      const handled = await handle(context, handlers, reply, now);
      const auto = autoReply(handled, reply, before, now);
      const conversation = {
        ...afterInbound(before, stored.value, handled.needsPerson === true),
        ...(auto !== undefined && { autoRepliedAt: now }),
      };
      const body = handled.answer ?? auto;
      const stop = stored.value.meaning === 'stop';
      const answer = body === undefined ? undefined : answerTo(stored.value, body, now, stop);
      return {
        kind: 'settle',
        writes: [
          handledWrite(stored, handled, now),
          keepConversation(known, conversation, now),
          ...handled.writes,
          ...(answer === undefined ? [] : [create(answer)]),
        ],
        next: [
          ...(handled.next ?? []),
          ...(answer === undefined ? [] : [{ tenantId, id: answer.id, kind: 'sms' as const }]),
        ],
      };
    },
    async run() {
      throw new InvariantError('An inbound text is never claimed.');
    },
    async fail(context, stored, _reason, now) {
      // Whatever went wrong in understanding it, a person must see it.
      const { tenantId, phoneId } = stored.value;
      const id = conversationId(phoneId);
      const known = await context.records.get(conversationType, liveOf(tenantId), id);
      const phone = await context.records.get(phoneType, liveOf(tenantId), phoneId);
      const before = known?.value ?? (phone && newConversation(phone.value, now));
      const writes =
        before === undefined
          ? []
          : [keepConversation(known, afterInbound(before, stored.value, true), now)];
      return { changes: { status: 'failed', needsPerson: true, updatedAt: now }, writes };
    },
  };
}

async function handle(
  context: Context,
  handlers: readonly ReplyHandler[],
  reply: Reply,
  now: Instant,
): Promise<Handled> {
  const { text, tenant } = reply;
  if (text.meaning !== 'other') {
    const answer = text.answeredByProvider === true ? undefined : standardAnswer(text, tenant);
    return { as: text.meaning, writes: [], ...(answer !== undefined && { answer }) };
  }
  for (const handler of handlers) {
    const handled = await handler.handle(context, reply, now);
    if (handled !== undefined) return { ...handled, as: handler.name };
  }
  return { as: 'conversation', writes: [], needsPerson: true };
}

/** A STOP or START that changes nothing is not confirmed again. */
function standardAnswer(
  { meaning, changedNumber }: InboundText,
  tenant: Reply['tenant'],
): string | undefined {
  if (meaning === 'help') return helpAnswer(tenant);
  if (changedNumber !== true) return undefined;
  return meaning === 'stop' ? stopAnswer(tenant) : startAnswer(tenant);
}

/** The automatic reply, when the business has one and this number has not had it for a day. */
function autoReply(
  { as }: Handled,
  { tenant, phone }: Reply,
  { autoRepliedAt }: Conversation,
  now: Instant,
): string | undefined {
  if (as !== 'conversation' || phone.value.suppressed !== undefined) return undefined;
  if (autoRepliedAt !== undefined && now < addMs(autoRepliedAt, AUTO_REPLY_EVERY_MS)) {
    return undefined;
  }
  return tenant.inbound?.autoReply;
}

function handledWrite(
  stored: Stored<InboundText>,
  { as, needsPerson }: Handled,
  now: Instant,
): Write {
  const document: InboundText = {
    ...withoutDue(stored.value),
    status: 'handled',
    handledAs: as,
    ...(needsPerson === true && { needsPerson }),
    attempts: 0,
    lastError: undefined,
    updatedAt: now,
  };
  return { op: 'replace', document, etag: stored.etag };
}
