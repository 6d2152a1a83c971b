import { nameKey } from '../customers/name-key.ts';
import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { ProblemError, notFound } from '../kernel/problem.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import type { CampaignInput } from './campaign-input.ts';
import { campaignType, type Campaign, type CampaignStatus } from './model.ts';
import { sampleFor } from './proportions.ts';
import { refuseCampaign } from './refuse-campaign.ts';

/** Which campaign, of which business. */
export interface WhichCampaign {
  readonly tenantId: string;
  readonly campaignId: string;
}

/** Which campaign an edit is about, and on which revisions it may go ahead. */
export interface CampaignEdit extends WhichCampaign {
  readonly expected: ExpectedRevisions;
}

/** Adds a campaign as a draft; nothing is sent before a person starts it. See `refuseCampaign` for what is refused. */
export async function createCampaign(
  context: Context,
  input: { readonly tenantId: string; readonly campaign: CampaignInput },
): Promise<Campaign> {
  const { tenantId, campaign: given } = input;
  await refuseCampaign(context, tenantId, given);
  const now = context.clock.now();
  const campaign: Campaign = {
    id: context.ids.next('campaign'),
    type: 'campaign',
    tenantId,
    schemaVersion: 1,
    status: 'draft',
    ...fieldsFrom(given),
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
  await context.records.commit(liveOf(tenantId), [create(campaign)]);
  return campaign;
}

/**
 * Puts other fields in the place of a draft's. Refused (409, `campaign-state`) once it was started: what
 * somebody saw and confirmed is what runs. A scheduled one is taken back first, see `pauseCampaign`.
 */
export async function changeCampaign(
  context: Context,
  input: CampaignEdit & { readonly campaign: CampaignInput },
): Promise<Campaign> {
  const { tenantId, campaign: given } = input;
  return editCampaign(context, input, ['draft'], async () => {
    await refuseCampaign(context, tenantId, given);
    const absent = { experiment: undefined, startOn: undefined };
    return { changes: { ...absent, ...fieldsFrom(given) } };
  });
}

/** A campaign by id; throws not-found (404), also for another tenant's. */
export async function getCampaign(
  context: Pick<Context, 'records'>,
  which: WhichCampaign,
): Promise<Campaign> {
  return (await storedCampaign(context.records, which)).value;
}

/** Campaigns, newest first. */
export async function listCampaigns(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly status?: CampaignStatus | undefined;
  },
): Promise<ListPage<Campaign>> {
  const { tenantId, status, limit, cursor } = input;
  const page = await context.records.query(campaignType, liveOf(tenantId), {
    ...(status !== undefined && { where: { status } }),
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}

/** What an edit by a person comes to, and what is written with it. */
export interface CampaignChange {
  readonly changes: Partial<Campaign>;
  readonly writes?: readonly Write[];
}

/**
 * Reads, changes and commits a campaign that is in one of `statuses` (else 409, `campaign-state`), again
 * when somebody was quicker, a page of its job included: that page then finds its guard broken.
 */
export async function editCampaign(
  context: Context,
  edit: CampaignEdit,
  statuses: readonly CampaignStatus[],
  changeOf: (before: Campaign) => CampaignChange | Promise<CampaignChange>,
): Promise<Campaign> {
  const { records, clock } = context;
  return commitWithRetry(records, liveOf(edit.tenantId), async () => {
    const stored = await storedCampaign(records, edit);
    const before = stored.value;
    requireRevision(before.revision, edit.expected);
    if (!statuses.includes(before.status)) throw wrongState(before, statuses);
    const { changes, writes = [] } = await changeOf(before);
    const edited = { ...changes, revision: before.revision + 1, updatedAt: clock.now() };
    return {
      writes: [replace(stored, edited), ...writes],
      value: { ...before, ...edited },
    };
  });
}

async function storedCampaign(
  records: Records,
  { tenantId, campaignId }: WhichCampaign,
): Promise<Stored<Campaign>> {
  const stored = await records.get(campaignType, liveOf(tenantId), campaignId);
  if (stored === undefined) throw notFound('campaign', campaignId);
  return stored;
}

function fieldsFrom(given: CampaignInput) {
  const { name, workflowId, audience, variants, holdoutPercent, experiment, startOn } = given;
  return {
    ...{ name, nameKey: nameKey(name), workflowId, audience, variants, holdoutPercent },
    ...(experiment !== undefined && {
      experiment: {
        ...experiment,
        samplePerVariant: sampleFor({ ...experiment, variants: variants.length }),
      },
    }),
    ...(startOn !== undefined && { startOn }),
  };
}

function wrongState({ status }: Campaign, allowed: readonly CampaignStatus[]): ProblemError {
  return new ProblemError({
    kind: 'campaign-state',
    status: 409,
    detail: `The campaign is ${status}; this needs it to be ${allowed.join(' or ')}.`,
    field: 'status',
    value: status,
    allowed: allowed.join(', '),
  });
}
