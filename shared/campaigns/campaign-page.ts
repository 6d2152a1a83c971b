import type { Job, JobRun } from '../jobs/model.ts';
import { commitPage, finishRun, pauseRun } from '../jobs/run-state.ts';
import type { Instant } from '../kernel/instant.ts';
import { raiseNotice } from '../notices/raise-notice.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import type { Tenant } from '../tenants/model.ts';
import { heldCampaign } from './campaign-job.ts';
import type { Campaign, Progress } from './model.ts';

/** What one page of a campaign's job is decided from. */
export interface CampaignPage {
  readonly context: Context;
  readonly tenant: Tenant;
  readonly job: Stored<Job>;
  readonly run: JobRun;
  readonly campaign: Stored<Campaign>;
  readonly progress: Progress;
  readonly now: Instant;
}

/** The job after a page; undefined: it has nothing to do now. */
export type AfterPage = Promise<Stored<Job> | undefined>;

/**
 * Commits a page: its writes, the campaign with how far it is, and the job, all or none. A person who
 * steered the campaign meanwhile has broken the guard; then nothing of the page was written.
 */
export async function turnPage(
  page: CampaignPage,
  changes: Partial<Campaign>,
  writes: readonly Write[] = [],
): Promise<Stored<Job>> {
  const { context, job, run } = page;
  const own = campaignWrite(page, changes);
  const { looked, entered } = changes.progress ?? page.progress;
  return commitPage(context, job, { ...run, counts: { looked, entered } }, [own, ...writes]);
}

/** Lets go of the job until an instant. */
export async function putOff({ context, job, run }: CampaignPage, until: Instant): AfterPage {
  await pauseRun(context, job, run, until);
  return undefined;
}

/** Ends the job, with a last change of the campaign if there is one. */
export async function closeJob(page: CampaignPage, changes?: Partial<Campaign>): AfterPage {
  const { context, job, tenant } = page;
  await finishRun(
    context,
    job,
    tenant,
    changes === undefined ? [] : [campaignWrite(page, changes)],
  );
  return undefined;
}

/** Holds the campaign until a person lets it go on, and tells staff why. */
export async function holdCampaign(
  page: CampaignPage,
  heldBecause: string,
  changes: Partial<Campaign> = {},
): AfterPage {
  const { context, job, tenant, campaign, now } = page;
  const notice = await raiseNotice(context.records, {
    tenantId: tenant.tenantId,
    ...heldCampaign(campaign.value),
    detail: `The campaign "${campaign.value.name}" waits for you. ${heldBecause}`,
    at: now,
  });
  const held = campaignWrite(page, { ...changes, status: 'held', heldBecause });
  await finishRun(context, job, tenant, [held, ...notice]);
  return undefined;
}

function campaignWrite({ campaign, now }: CampaignPage, changes: Partial<Campaign>): Write {
  return replace(campaign, { ...changes, updatedAt: now });
}
