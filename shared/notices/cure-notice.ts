import type { Instant } from '../kernel/instant.ts';
import { notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { noticeId, noticeType, type Notice, type NoticeCause } from './model.ts';

/**
 * The writes (one at most) that note that a cause is gone, for the commit by which it went. None
 * when no such notice stands.
 */
export async function cureNotice(
  records: Records,
  tenantId: string,
  cause: NoticeCause,
  at: Instant,
): Promise<Write[]> {
  const stored = await records.get(noticeType, liveOf(tenantId), noticeId(cause));
  if (stored === undefined || stored.value.status === 'cured') return [];
  return [replace(stored, { status: 'cured', curedAt: at, updatedAt: at })];
}

/** Notes that a cause that went by itself is gone, in a commit of its own. */
export async function noteCured(
  context: Context,
  tenantId: string,
  cause: NoticeCause,
): Promise<void> {
  const { records, clock } = context;
  await commitWithRetry(records, liveOf(tenantId), async () => ({
    writes: await cureNotice(records, tenantId, cause, clock.now()),
    value: undefined,
  }));
}

/** A member and the notice they act on. */
export interface NoticeAct {
  readonly tenantId: string;
  readonly noticeId: string;
  readonly memberId: string;
}

/**
 * Notes that a member has seen a notice; it goes on to stand until it is cured. Who saw it first
 * stays on it, and one that is cured stays cured.
 */
export async function acknowledgeNotice(context: Context, act: NoticeAct): Promise<Notice> {
  return change(context, act, ({ status }, at) =>
    status === 'open'
      ? { status: 'acknowledged', acknowledgedAt: at, acknowledgedBy: act.memberId }
      : undefined,
  );
}

/** Notes that a member declares a notice cured. The first to say so stays on it. */
export async function cureNoticeByHand(context: Context, act: NoticeAct): Promise<Notice> {
  return change(context, act, ({ status }, at) =>
    status === 'cured' ? undefined : { status: 'cured', curedAt: at, curedBy: act.memberId },
  );
}

async function change(
  context: Context,
  act: NoticeAct,
  changesOf: (notice: Notice, at: Instant) => Partial<Notice> | undefined,
): Promise<Notice> {
  const { records, clock } = context;
  const partition = liveOf(act.tenantId);
  return commitWithRetry(records, partition, async () => {
    const stored: Stored<Notice> | undefined = await records.get(
      noticeType,
      partition,
      act.noticeId,
    );
    if (stored === undefined) throw notFound('notice', act.noticeId);
    const at = clock.now();
    const changes = changesOf(stored.value, at);
    if (changes === undefined) return { writes: [], value: stored.value };
    const value: Notice = { ...stored.value, ...changes, updatedAt: at };
    return { writes: [{ op: 'replace', document: value, etag: stored.etag }], value };
  });
}
