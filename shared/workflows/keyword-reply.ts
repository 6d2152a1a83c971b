import type { Reply, ReplyHandler } from '../conversations/reply-handler.ts';
import { raiseEvent } from '../events/raise-event.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { inboundTextType } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import {
  MOST_ACTIVE_PER_TRIGGER,
  workflowEntryId,
  workflowEntryType,
  workflowType,
  type Workflow,
} from './model.ts';
import { mayEnterAgain } from './reentry.ts';

/** The longest keyword, see `triggers.ts`. */
const LONGEST = 40;
/** A text that is acted on later than this has waited for a person long enough. */
const PROMPT_MS = 60 * 60_000;

/** A text as keywords are compared: as a whole, whatever its case and the space around it. */
export function keywordIn(body: string): string {
  return body.trim().toUpperCase();
}

/** Whose text a keyword is: families share a number, and the first of its owners stands for them. */
export function keywordOwner({ ownerIds }: { readonly ownerIds: readonly string[] }) {
  return ownerIds[0];
}

/**
 * A text that is a keyword of an active workflow raises `inbound_keyword`, in the commit that marks the
 * text as handled and under an id derived from it: once, whatever is repeated. STOP, START, HELP and what
 * means them never come here, and what answers a question of ours is that answer first. A text of a
 * closed number, or of one that nobody owns, is left to a person. A person sees it as well when no
 * workflow will act on it: each has had this owner lately, or the text lay for over an hour.
 */
export const keywordReply: ReplyHandler = {
  name: 'keyword',
  async handle(context, reply, now) {
    const { text, phone } = reply;
    const keyword = keywordIn(text.body);
    const ownerId = keywordOwner(phone.value);
    if (keyword === '' || keyword.length > LONGEST) return undefined;
    if (ownerId === undefined || phone.value.suppressed !== undefined) return undefined;
    const workflows = await waitingFor(context, reply, keyword);
    if (workflows.length === 0) return undefined;
    const { id, tenantId, createdAt: receivedAt } = text;
    const event = raiseEvent(
      {
        tenantId,
        name: 'inbound_keyword',
        subject: { type: inboundTextType.type, id },
        sequence: 1,
        facts: { ownerId, 'inbound.keyword': keyword, receivedAt },
        occurredAt: receivedAt,
      },
      now,
    );
    const prompt = now <= addMs(receivedAt, PROMPT_MS);
    const needsPerson = !prompt || !(await mayEnterOne(context, workflows, ownerId, now));
    return { writes: [event.write], next: [event.pointer], needsPerson };
  },
};

async function waitingFor(
  { records }: Context,
  { text }: Reply,
  keyword: string,
): Promise<Workflow[]> {
  const page = await records.query(workflowType, liveOf(text.tenantId), {
    where: { activeTrigger: 'inbound_keyword' },
    limit: MOST_ACTIVE_PER_TRIGGER,
  });
  return page.items
    .map(({ value }) => value)
    .filter(({ definition: { trigger } }) => {
      return trigger.type === 'inbound_keyword' && trigger.keywords.includes(keyword);
    });
}

/** Whether the owner may enter one of these workflows, a run under way apart. */
async function mayEnterOne(
  { records }: Context,
  workflows: readonly Workflow[],
  ownerId: string,
  now: Instant,
): Promise<boolean> {
  const [{ tenantId }] = workflows as readonly [Workflow, ...Workflow[]];
  const ids = workflows.map(({ id }) => workflowEntryId(id, ownerId));
  const entries = await records.getMany(workflowEntryType, liveOf(tenantId), ids);
  const last = new Map(entries.map(({ value }) => [value.workflowId, value.enteredAt]));
  return workflows.some(({ id, definition }) => {
    const enteredAt = last.get(id);
    if (enteredAt === undefined) return true;
    return mayEnterAgain(definition.reentry, { enteredAt, running: false }, now);
  });
}
