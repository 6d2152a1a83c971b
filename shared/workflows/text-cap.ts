import { ownerIdsOf } from '../customers/merge-follow.ts';
import type { Owner } from '../customers/model.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { messageType, type Message } from '../messaging/model.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import type { Definition } from './definition.ts';

const DAY_MS = 86_400_000;
/** The most texts of an owner that are looked through. */
const LOOKED_AT = 200;

/** Texts that never went out do not count. */
const UNSENT: readonly Message['status'][] = ['skipped', 'expired', 'failed'];

/** What a cap is asked about. */
interface CapQuestion {
  readonly owner: Owner;
  readonly workflowId: string;
  /** The text that is about to be claimed: those that only wait do not stand before it. Absent: one is to be planned. */
  readonly claiming?: string;
}

/**
 * Why a workflow may not text an owner any more for now, in words; undefined: it may. Asked when a text is
 * planned, when all that are planned count, and again at its claim, when those count that were claimed:
 * since every claim writes the owner, of two at once one is asked again with the other counted. Counted are
 * the texts planned in the last `days` times 24 hours, one of exactly so long ago included, and those of
 * owners who were merged into this one too.
 */
export async function whyCapped(
  records: Records,
  { owner, workflowId, claiming }: CapQuestion,
  { frequencyCap }: Pick<Definition, 'frequencyCap'>,
  now: Instant,
): Promise<string | undefined> {
  if (frequencyCap === undefined) return undefined;
  const { texts, days } = frequencyCap;
  const page = await records.query(messageType, liveOf(owner.tenantId), {
    where: { ownerId: { in: ownerIdsOf(owner) }, createdAt: { from: addMs(now, -days * DAY_MS) } },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: LOOKED_AT,
  });
  const uncounted = claiming === undefined ? UNSENT : [...UNSENT, 'planned'];
  const counted = page.items.filter(
    ({ value }) =>
      value.workflowId === workflowId && value.id !== claiming && !uncounted.includes(value.status),
  );
  if (counted.length < texts) return undefined;
  return `The workflow texts an owner at most ${String(texts)} times in ${String(days)} days.`;
}
