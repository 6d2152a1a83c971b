import type { Instant } from '../kernel/instant.ts';
import { MESSAGE_STATUSES, messageType, type Message, type MessageOf } from '../messaging/model.ts';
import { ended } from '../messaging/text-state.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { vaccinationAlertType } from '../vaccinations/model.ts';
import { DIGEST_LIMIT } from '../vaccinations/plan-digest.ts';
import { phoneId, type Owner } from './model.ts';

/** How many planned texts of a survivor are looked through for one to join. */
const PLANNED_LOOKED_AT = 20;

/** Whose texts go to whom. */
export interface TextMove {
  readonly survivor: Owner;
  readonly fromId: string;
  readonly limit: number;
  readonly now: Instant;
}

/**
 * The writes that hand the next texts of a merged owner to the survivor; none: no more now.
 *
 * A planned digest is addressed to the survivor's number, and what it was to say joins a text of the
 * same scan that the survivor is to get anyway. One that is being sent is left alone: its worker's
 * result must find it as it was, or it would be looked up for nothing.
 */
export async function textWrites(records: Records, move: TextMove): Promise<Write[]> {
  const [planned] = await textsOf(records, move, ['planned'], 1);
  if (planned !== undefined) return plannedWrites(records, planned, move);
  const settled = MESSAGE_STATUSES.filter((it) => it !== 'planned' && it !== 'sending');
  // Each may mark a day of its own in the same commit, see `reports/marking-store.ts`.
  const texts = await textsOf(records, move, settled, Math.floor(move.limit / 2));
  return texts.map((text) => replace(text, { ownerId: move.survivor.id }));
}

/** Whether a text of a merged owner is being sent, so that it cannot be moved yet. */
export async function isSending(
  records: Records,
  move: Pick<TextMove, 'survivor' | 'fromId'>,
): Promise<boolean> {
  return (await textsOf(records, move, ['sending'], 1)).length > 0;
}

async function textsOf(
  records: Records,
  { survivor, fromId }: Pick<TextMove, 'survivor' | 'fromId'>,
  statuses: readonly Message['status'][],
  limit: number,
): Promise<readonly Stored<Message>[]> {
  const page = await records.query(messageType, liveOf(survivor.tenantId), {
    where: { ownerId: fromId, status: { in: statuses } },
    orderBy: { field: 'createdAt' },
    limit,
  });
  return page.items;
}

type Digest = MessageOf<'vaccination-digest'>;

function isDigest(text: Stored<Message>): text is Stored<Digest> {
  return text.value.content.kind === 'vaccination-digest';
}

async function plannedWrites(
  records: Records,
  text: Stored<Message>,
  { survivor, now }: TextMove,
): Promise<Write[]> {
  // What staff wrote is for the number it was written to.
  if (text.value.content.kind === 'plain') {
    return [replace(text, { ownerId: survivor.id, updatedAt: now })];
  }
  const other = isDigest(text) ? await textToJoin(records, text.value, survivor) : undefined;
  if (isDigest(text) && other !== undefined) {
    return joinWrites(records, text, other, survivor, now);
  }
  const { phone } = survivor;
  const address = phone === undefined ? {} : { to: phone, phoneId: phoneId(phone) };
  return [replace(text, { ownerId: survivor.id, ...address, updatedAt: now })];
}

async function textToJoin(
  records: Records,
  text: Digest,
  survivor: Owner,
): Promise<Stored<Digest> | undefined> {
  const page = await records.query(messageType, liveOf(survivor.tenantId), {
    where: { ownerId: survivor.id, status: 'planned' },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: PLANNED_LOOKED_AT,
  });
  return page.items
    .filter(isDigest)
    .find(
      ({ value }) =>
        value.content.scanDate === text.content.scanDate &&
        value.sends + text.sends === 0 &&
        value.content.items.length + text.content.items.length <= DIGEST_LIMIT,
    );
}

async function joinWrites(
  records: Records,
  text: Stored<Digest>,
  other: Stored<Digest>,
  survivor: Owner,
  now: Instant,
): Promise<Write[]> {
  const { items } = text.value.content;
  const content = {
    ...other.value.content,
    items: [...other.value.content.items, ...items],
  };
  const alertIds = items.map(({ alertId }) => alertId);
  const alerts = await records.getMany(vaccinationAlertType, liveOf(survivor.tenantId), alertIds);
  const joined = { ownerId: survivor.id, status: 'skipped', reason: 'joined-other-text' } as const;
  return [
    replace(other, { content, updatedAt: now }),
    ended(text, joined, now),
    ...alerts.map((alert) => replace(alert, { messageId: other.value.id, updatedAt: now })),
  ];
}
