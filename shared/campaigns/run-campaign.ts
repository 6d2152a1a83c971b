import type { JobProgram } from '../jobs/job-worker.ts';
import type { Job } from '../jobs/model.ts';
import { runPages } from '../jobs/run-pages.ts';
import { finishRun } from '../jobs/run-state.ts';
import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { beginPage, countPage } from './begin-page.ts';
import { closeJob, type AfterPage, type CampaignPage } from './campaign-page.ts';
import { CAMPAIGN } from './campaign-job.ts';
import { enterPage } from './enter-page.ts';
import { evaluatePage } from './evaluate-page.ts';
import { campaignType } from './model.ts';
import { stopPage } from './stop-page.ts';
import { wakePage } from './wake-page.ts';

/**
 * Carries a campaign out: counts whom it would send to, lets them enter, reads its experiment, or ends
 * what a stop left; page by page, each one commit with the job and the campaign. Dying anywhere loses
 * nobody and repeats nobody: a membership's id derives from campaign and owner. Whoever steers the
 * campaign writes the same document, so that a page decided before finds its guard broken and is read
 * again; the job itself knows only whose turn it is, the campaign how far it is.
 */
export const campaignJob: JobProgram = {
  name: CAMPAIGN,
  async run(context, claimed) {
    await runPages(context, claimed, async (job, tenant) => nextPage(context, job, tenant));
  },
};

async function nextPage(context: Context, job: Stored<Job>, tenant: Tenant): AfterPage {
  const { run, subject = '' } = job.value;
  if (run === undefined) throw new Error(`Job ${job.value.id} has no run under way.`);
  const campaign = await context.records.get(campaignType, liveOf(tenant.tenantId), subject);
  const progress = campaign?.value.progress;
  if (campaign === undefined || progress === undefined) {
    await finishRun(context, job, tenant);
    return undefined;
  }
  const now = context.clock.now();
  return turned({ context, tenant, job, run, campaign, progress, now });
}

async function turned(page: CampaignPage): AfterPage {
  const { progress } = page;
  switch (page.campaign.value.status) {
    case 'scheduled':
      return beginPage(page);
    case 'running':
      if (progress.waking !== undefined) return wakePage(page);
      return progress.phase === 'count' ? countPage(page) : enterPage(page);
    case 'done':
      if (progress.waking !== undefined) return wakePage(page);
      return progress.phase === 'evaluate' ? evaluatePage(page) : closeJob(page);
    case 'stopped':
      return stopPage(page);
    case 'draft':
    case 'held':
    case 'paused':
      return closeJob(page);
  }
}
