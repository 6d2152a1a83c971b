import { addMs, type Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { messageType, type Message } from './model.ts';

/** Words that come later than this after a text answer nothing. */
const ANSWERABLE_MS = 7 * 86_400_000;

/** How many of a number's latest texts are looked at; more than any number gets in a week. */
const LATEST = 50;

/**
 * The text that words from a number answer: the last one claimed before them that the provider took
 * or may have taken, at most 7 days old. Undefined when there is none.
 */
export async function answeredText(
  { records }: Pick<Context, 'records'>,
  tenantId: string,
  phoneId: string,
  at: Instant,
): Promise<Message | undefined> {
  const page = await records.query(messageType, liveOf(tenantId), {
    where: { phoneId },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: LATEST,
  });
  const oldest = addMs(at, -ANSWERABLE_MS);
  return page.items
    .map(({ value }) => value)
    .filter(({ claimedAt = '', ...it }) => claimedAt >= oldest && claimedAt <= at && mayBeOut(it))
    .sort((a, b) => ((a.claimedAt ?? '') < (b.claimedAt ?? '') ? 1 : -1))[0];
}

function mayBeOut({ status, providerId }: Pick<Message, 'status' | 'providerId'>): boolean {
  if (status === 'skipped' || status === 'expired' || status === 'planned') return false;
  return status !== 'failed' || providerId !== undefined;
}
