import { phoneType } from '../customers/model.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { InvariantError } from '../kernel/result.ts';
import { messageType, type InboundText, type Message } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import type { Reply } from './reply-handler.ts';

/** A question stays open for so long. */
const QUESTION_WINDOW_MS = 7 * 24 * 3_600_000;
/** How many of the latest texts to a number are looked through. */
const LATEST = 30;

const REACHED: ReadonlySet<Message['status']> = new Set([
  'sending',
  'unknown',
  'accepted',
  'sent',
  'delivered',
]);

/** Reads what one needs to know to understand a text that came in. */
export async function readReply(context: Context, text: InboundText): Promise<Reply> {
  const { tenantId, phoneId } = text;
  const [phone, tenant, page] = await Promise.all([
    context.records.get(phoneType, liveOf(tenantId), phoneId),
    loadTenant(context, tenantId),
    context.records.query(messageType, liveOf(tenantId), {
      where: { phoneId },
      orderBy: { field: 'createdAt', direction: 'desc' },
      limit: LATEST,
    }),
  ]);
  if (phone === undefined) throw new InvariantError(`The number of ${text.id} is not there.`);
  const latest = page.items.map(({ value }) => value);
  return { text, phone, tenant, asked: questionOf(latest, text.createdAt) };
}

/**
 * The question that a text that came in at `at` may answer: the one sent last before it, 7 days
 * ago at most (inclusive), that may have arrived.
 */
function questionOf(texts: readonly Message[], at: Instant): Reply['asked'] {
  const since = addMs(at, -QUESTION_WINDOW_MS);
  const sentAt = ({ claimedAt = since }: Message): Instant => claimedAt;
  return texts
    .filter((it) => REACHED.has(it.status) && it.claimedAt !== undefined)
    .filter((it) => sentAt(it) >= since && sentAt(it) <= at)
    .toSorted((a, b) => (sentAt(a) < sentAt(b) ? 1 : -1))
    .find(isQuestion);
}

function isQuestion(message: Message): message is NonNullable<Reply['asked']> {
  return message.asks !== undefined;
}
