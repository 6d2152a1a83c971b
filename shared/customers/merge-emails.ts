import { EMAIL_STATUSES, emailType, type Email } from '../messaging/email/model.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import type { TextMove } from './merge-texts.ts';

/**
 * The writes that hand the next e-mails of a merged owner to the survivor; none: no more now. A
 * planned one goes to the survivor's address. One that is being sent is left alone until then.
 */
export async function emailWrites(records: Records, move: TextMove): Promise<Write[]> {
  const movable = EMAIL_STATUSES.filter((it) => it !== 'sending');
  const emails = await emailsOf(records, move, movable, move.limit);
  const { id: ownerId, email: to } = move.survivor;
  return emails.map((email) => {
    const address = email.value.status === 'planned' && to !== undefined ? { to } : {};
    return replace(email, { ownerId, ...address });
  });
}

/** Whether an e-mail of a merged owner is being sent, so that it cannot be moved yet. */
export async function isMailing(
  records: Records,
  move: Pick<TextMove, 'survivor' | 'fromId'>,
): Promise<boolean> {
  return (await emailsOf(records, move, ['sending'], 1)).length > 0;
}

async function emailsOf(
  records: Records,
  { survivor, fromId }: Pick<TextMove, 'survivor' | 'fromId'>,
  statuses: readonly Email['status'][],
  limit: number,
): Promise<readonly Stored<Email>[]> {
  const page = await records.query(emailType, liveOf(survivor.tenantId), {
    where: { ownerId: fromId, status: { in: statuses } },
    orderBy: { field: 'createdAt' },
    limit,
  });
  return page.items;
}
