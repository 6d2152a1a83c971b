import { endedEmail } from '../messaging/email/email-state.ts';
import { emailType } from '../messaging/email/model.ts';
import { messageType } from '../messaging/model.ts';
import { ended } from '../messaging/text-state.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { parsed } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { workflowRunType, type WorkflowRun } from '../workflows/model.ts';
import { finished } from '../workflows/run-state.ts';
import { closeJob, turnPage, type AfterPage, type CampaignPage } from './campaign-page.ts';
import { campaignMemberType } from './model.ts';

/** Members of a page, when what they have under way fits one commit; else one at a time. */
const STOPPED_PER_PAGE = 24;

/** What a page may write beside job and campaign: a run has 40 texts at most. */
const MOST_WRITES = 96;

const REASON = 'campaign-stopped';

/**
 * Ends the next runs of a campaign that was stopped, and withdraws their texts and e-mails that are
 * planned. None of them could go on anyway, see `campaignGate`: this is for whoever looks at the lists.
 */
export async function stopPage(page: CampaignPage): AfterPage {
  if (page.progress.phase !== 'stop') return closeJob(page);
  return (await stopSome(page, STOPPED_PER_PAGE)) ?? stopSome(page, 1);
}

/** undefined: what these members have under way does not fit one commit. */
async function stopSome(page: CampaignPage, limit: number): AfterPage {
  const { context, tenant, campaign, progress } = page;
  const { cursor, ...rest } = progress;
  const found = await context.records.query(campaignMemberType, liveOf(tenant.tenantId), {
    where: { campaignId: campaign.value.id, outcome: 'entered' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  const ids = found.items.flatMap(({ value }) => value.runId ?? []);
  const { runs, messages } = await endings(page, ids);
  const writes = [...runs, ...messages];
  if (writes.length > MOST_WRITES) return undefined;
  const after = {
    ...rest,
    ended: (progress.ended ?? 0) + runs.length,
    withdrawn: (progress.withdrawn ?? 0) + messages.length,
  };
  if (found.next !== undefined) {
    return turnPage(page, { progress: { ...after, cursor: found.next } }, writes);
  }
  return turnPage(page, { progress: { ...after, phase: 'over' } }, writes);
}

async function endings({ context, tenant, now }: CampaignPage, runIds: readonly string[]) {
  const { records } = context;
  const partition = liveOf(tenant.tenantId);
  const runs = await records.getMany(workflowRunType, partition, runIds);
  const ids = runs.flatMap(({ value }) => messageIdsOf(value));
  const messages = await records.store.getMany(partition, ids);
  const note = { what: 'The campaign was stopped.' };
  return {
    runs: runs
      .filter(({ value }) => value.status === 'running')
      .map(({ value, etag }): Write => {
        return { op: 'replace', document: finished(value, 'cancelled', note, now), etag };
      }),
    messages: messages.flatMap((stored) => withdrawal(stored)),
  };

  function withdrawal(stored: Stored): Write[] {
    if (stored.value['status'] !== 'planned') return [];
    const changes = { status: 'skipped', reason: REASON } as const;
    if (stored.value['type'] === emailType.type) {
      return [endedEmail(parsed(emailType, stored), changes, now)];
    }
    const countsOn = dateAt(tenant, now);
    return [ended(parsed(messageType, stored), { ...changes, countsOn }, now)];
  }
}

function messageIdsOf({ entries }: WorkflowRun): string[] {
  return entries.flatMap(({ messageId }) => messageId ?? []);
}
