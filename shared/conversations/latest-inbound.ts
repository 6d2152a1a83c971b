import { inboundTextType, type Message } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import type { Conversation } from './model.ts';

/** What a text that is written now answers: the latest one that came in; undefined: nobody wrote. */
export async function latestInbound(
  { records }: Pick<Context, 'records'>,
  { tenantId, phoneId }: Conversation,
): Promise<Message['answers']> {
  const page = await records.query(inboundTextType, liveOf(tenantId), {
    where: { phoneId },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: 1,
  });
  const latest = page.items[0]?.value;
  return latest === undefined ? undefined : { textId: latest.id, receivedAt: latest.createdAt };
}
