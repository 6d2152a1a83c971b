import { later } from '../kernel/instant.ts';
import { bulkTimes } from '../messaging/bulk-plan.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { workflowRunType, type WorkflowRun } from '../workflows/model.ts';
import { turnPage, type AfterPage, type CampaignPage } from './campaign-page.ts';
import { campaignMemberType } from './model.ts';

/** Members of a page: one run each, with the job and the campaign in one commit. */
const WOKEN_PER_PAGE = 90;

/** Whether a text or an e-mail of these runs waits yet, so that the days of an experiment run from now on. */
async function isPlanned(
  { context: { records }, tenant, campaign }: CampaignPage,
  runs: readonly Stored<WorkflowRun>[],
): Promise<boolean> {
  if (campaign.value.experiment === undefined) return false;
  const ids = runs.flatMap(({ value }) => value.entries.flatMap((it) => it.messageId ?? []));
  const found = await records.store.getMany(liveOf(tenant.tenantId), ids);
  return found.some(({ value }) => value['status'] === 'planned');
}

/**
 * After a pause: lets the next runs that waited for its end go on, at the sender's pace. One that is put to
 * wait at this very moment by who read the campaign before looks by itself within a day.
 */
export async function wakePage(page: CampaignPage): AfterPage {
  const { context, tenant, campaign, progress, now } = page;
  const { records } = context;
  const partition = liveOf(tenant.tenantId);
  const cursor = progress.waking?.cursor;
  const found = await records.query(campaignMemberType, partition, {
    where: { campaignId: campaign.value.id, outcome: 'entered' },
    limit: WOKEN_PER_PAGE,
    ...(cursor !== undefined && { cursor }),
  });
  const ids = found.items.flatMap(({ value }) => value.runId ?? []);
  const runs = await records.getMany(workflowRunType, partition, ids);
  const waiting = runs.filter(({ value }) => value.parkedAt !== undefined);
  const from = later(now, progress.pacedUntil ?? now);
  const pace = bulkTimes(
    tenant,
    waiting.map(() => 1),
    now,
    from,
  );
  const writes = waiting.map((run, n) => {
    const dueAt = pace.at[n] ?? now;
    return replace(run, { parkedAt: undefined, stepDueAt: dueAt, dueAt, updatedAt: now });
  });
  const { waking: _waking, ...rest } = progress;
  const isLeft = waiting.length > 0 || (await isPlanned(page, runs));
  const paced = isLeft ? { ...rest, pacedUntil: pace.until } : rest;
  const after = found.next === undefined ? paced : { ...paced, waking: { cursor: found.next } };
  return turnPage(page, { progress: after }, writes);
}
