import { phoneType, type Phone } from '../customers/model.ts';
import { enqueueNow } from '../due-work/fast-path.ts';
import { addMs, later, type Instant } from '../kernel/instant.ts';
import { notFound, ProblemError } from '../kernel/problem.ts';
import { messageType, type Message } from '../messaging/model.ts';
import { offersStopWord } from '../messaging/offers-stop-word.ts';
import { planText } from '../messaging/plan-text.ts';
import { ended } from '../messaging/text-state.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { create } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { afterOutbound, keepConversation } from './conversation-state.ts';
import type { ConversationEdit } from './edit-conversation.ts';
import { loadConversation } from './find-conversations.ts';
import type { Conversation } from './model.ts';
import { latestInbound } from './latest-inbound.ts';

/** What a person writes is of use for so long after its time. */
const USEFUL_MS = 24 * 3_600_000;
/** A text can be planned so far ahead. */
const FARTHEST_MS = 366 * 24 * 3_600_000;

/** A text as a person writes it. */
export interface WrittenText {
  readonly body: string;
  /** When it is to go out; now, unless given. */
  readonly sendAt?: Instant | undefined;
  /** Who of the number's owners is meant; needed when there are several and none wrote alone. */
  readonly ownerId?: string | undefined;
}

/**
 * Writes a text in a conversation: planned and noted in one commit, sent by the worker of texts, which
 * reads consent and the number's own word again right before. It answers what came in last, so
 * that within an hour of that it may go out at any time of day; otherwise it waits for the hours for
 * texts. Refused (422): a body that offers a stop word as an answer, an instant that has passed, an
 * owner who does not have this number. A number with several owners needs one named.
 */
export async function writeText(
  context: Context,
  edit: ConversationEdit & WrittenText,
): Promise<Message> {
  const { records, clock, ids } = context;
  const { tenantId, body, memberId: authorId } = edit;
  refuseStopWord(body);
  const id = ids.next('message');
  const message = await commitWithRetry(records, liveOf(tenantId), async () => {
    const stored = await loadConversation(context, tenantId, edit.conversationId);
    const phone = await records.get(phoneType, liveOf(tenantId), stored.value.phoneId);
    if (phone === undefined) throw notFound('phone', stored.value.phoneId);
    const now = clock.now();
    const sendAt = sendTime(edit.sendAt, now);
    const answers = await latestInbound(context, stored.value);
    const text = planText(
      {
        ...{ id, tenantId, to: stored.value.number, body, authorId, sendAt },
        ownerId: recipientOf(phone.value, edit.ownerId),
        notAfter: addMs(sendAt, USEFUL_MS),
        ...(answers !== undefined && { answers }),
      },
      now,
    );
    const after: Conversation = afterOutbound(stored.value, text, body);
    return { writes: [create(text), keepConversation(stored, after, now)], value: text };
  });
  if (message.dueAt !== undefined && message.dueAt <= clock.now()) {
    await enqueueNow(context, [{ tenantId, id, kind: 'sms' }]);
  }
  return message;
}

/**
 * Takes back a text that was not sent yet. One that is being sent or was sent is refused (409), and so is
 * one that the product plans from facts: the facts decide about that.
 */
export async function cancelText(
  context: Context,
  { tenantId, messageId }: { readonly tenantId: string; readonly messageId: string },
): Promise<Message> {
  const { records, clock } = context;
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const stored = await records.get(messageType, liveOf(tenantId), messageId);
    if (stored === undefined) throw notFound('message', messageId);
    const { value } = stored;
    if (value.reason === 'cancelled-by-staff') return { writes: [], value };
    if (value.status !== 'planned' || value.content.kind !== 'plain') {
      throw notCancellable(messageId);
    }
    const changes = { status: 'skipped', reason: 'cancelled-by-staff' } as const;
    const write = ended(stored, changes, clock.now());
    return { writes: [write], value: { ...value, ...changes } };
  });
}

function recipientOf({ ownerIds }: Phone, named: string | undefined): string | undefined {
  if (named === undefined && ownerIds.length < 2) return ownerIds[0];
  if (named !== undefined && ownerIds.includes(named)) return named;
  throw new ProblemError({
    kind: 'invalid-recipient',
    status: 422,
    detail: 'Say which owner of this number is meant: each may refuse texts.',
    field: 'ownerId',
    ...(named !== undefined && { value: named }),
    allowed: ownerIds.length === 0 ? 'nobody: the number has no owner' : ownerIds.join(', '),
  });
}

function sendTime(asked: Instant | undefined, now: Instant): Instant {
  const latest = addMs(now, FARTHEST_MS);
  // A minute of grace: clocks differ, and forms take a while to fill in.
  if (asked === undefined || (asked >= addMs(now, -60_000) && asked <= latest)) {
    return later(asked ?? now, now);
  }
  throw new ProblemError({
    kind: 'instant-out-of-range',
    status: 422,
    detail: 'A text can be sent now or later, within a year.',
    field: 'sendAt',
    value: asked,
    allowed: `${now} to ${latest}`,
  });
}

function refuseStopWord(body: string): void {
  const word = offersStopWord(body);
  if (word === undefined) return;
  throw new ProblemError({
    kind: 'offers-stop-word',
    status: 422,
    detail: `Whoever answers ${word} opts out of all texts: ask for another word.`,
    field: 'body',
    value: word,
    allowed: 'words that do not opt out, such as C to confirm',
  });
}

function notCancellable(id: string): ProblemError {
  return new ProblemError({
    kind: 'not-cancellable',
    status: 409,
    detail: 'Only texts written by hand can be taken back, and only before they are sent.',
    field: 'message',
    value: id,
    allowed: 'a planned text that somebody wrote',
  });
}
