import { z } from 'zod';
import { campaignInput } from '../../shared/campaigns/campaign-input.ts';
import {
  changeCampaign,
  createCampaign,
  getCampaign,
  listCampaigns,
} from '../../shared/campaigns/edit-campaigns.ts';
import { listCampaignMembers } from '../../shared/campaigns/list-members.ts';
import { CAMPAIGN_STATUSES, campaignType, type Campaign } from '../../shared/campaigns/model.ts';
import { loadTenant } from '../../shared/tenants/load-tenant.ts';
import type { Context } from '../../shared/platform/context.ts';
import { campaignReply, campaignShown, campaignView } from './campaign-views.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const EXAMPLE = {
  name: 'Spring offer',
  workflowId: 'wfl_23456789abcdefghijkm',
  audience: { kind: 'segment', segmentId: 'seg_23456789abcdefghijkm' },
  variants: [
    { id: 'plain', name: 'As it is' },
    { id: 'short', name: 'Shorter', changes: { 'step-1': { template: 'offer_short' } } },
  ],
  holdoutPercent: 10,
  experiment: { metric: 'booking', baseline: 0.1, effect: 0.05 },
  startOn: { date: '2026-04-01', at: '10:00' },
} as const;

const memberView = z
  .object({
    ownerId: z.string(),
    outcome: z.enum(['entered', 'held-out', 'skipped']),
    /** The variant they got, or `holdout`. */
    variant: z.string().optional(),
    /** `GET /workflow-runs/{runId}` tells the rest. */
    runId: z.string().optional(),
    /** Why they did not enter. */
    reason: z.string().optional(),
    createdAt: z.string(),
  })
  .meta({ id: 'CampaignMember' });

async function replyOf(context: Context, campaign: Campaign) {
  return campaignReply(campaign, await loadTenant(context, campaign.tenantId));
}

async function createdReply(context: Context, campaign: Campaign) {
  const { id, revision, tenantId } = campaign;
  const body = campaignShown(campaign, await loadTenant(context, tenantId));
  return reply(201, body, { revision, location: `campaigns/${id}` });
}

const listEndpoint = endpoint({
  name: 'list-campaigns',
  method: 'GET',
  route: 'campaigns',
  role: 'staff',
  summary: 'Campaigns, newest first, with how far each is.',
  query: z.strictObject({ ...pageQuery, status: z.enum(CAMPAIGN_STATUSES).optional() }),
  replies: { 200: pageOf(campaignView) },
  handle: async ({ context, caller: { tenantId }, query }) => {
    const page = await listCampaigns(context, { tenantId, ...query });
    const tenant = await loadTenant(context, tenantId);
    return reply(200, { ...page, items: page.items.map((it) => campaignShown(it, tenant)) });
  },
});

const createEndpoint = endpoint({
  name: 'create-campaign',
  method: 'POST',
  route: 'campaigns',
  role: 'manager',
  summary: 'Adds a campaign as a draft: a workflow, whom it speaks to, and its variants.',
  body: campaignInput,
  example: EXAMPLE,
  replies: { 201: campaignView },
  creates: {
    type: campaignType.type,
    again: async ({ context, caller: { tenantId }, id }) =>
      createdReply(context, await getCampaign(context, { tenantId, campaignId: id })),
  },
  handle: async ({ context, caller: { tenantId }, body }) =>
    createdReply(context, await createCampaign(context, { tenantId, campaign: body })),
});

const getEndpoint = endpoint({
  name: 'get-campaign',
  method: 'GET',
  route: 'campaigns/{campaignId}',
  role: 'staff',
  summary: 'A campaign and how far it is.',
  params: idParam('campaignId'),
  replies: { 200: campaignView },
  handle: async ({ context, caller: { tenantId }, params }) =>
    replyOf(context, await getCampaign(context, { tenantId, ...params })),
});

const changeEndpoint = endpoint({
  name: 'change-campaign',
  method: 'PUT',
  route: 'campaigns/{campaignId}',
  role: 'manager',
  summary: 'Puts other fields in the place of a draft’s.',
  params: idParam('campaignId'),
  body: campaignInput,
  example: EXAMPLE,
  failures: [409],
  replies: { 200: campaignView },
  handle: async ({ context, caller: { tenantId }, params, body, expected }) => {
    const edit = { tenantId, ...params, expected };
    return replyOf(context, await changeCampaign(context, { ...edit, campaign: body }));
  },
});

const membersEndpoint = endpoint({
  name: 'list-campaign-members',
  method: 'GET',
  route: 'campaigns/{campaignId}/members',
  role: 'staff',
  summary: 'Who was in the audience of a campaign, and what came of each.',
  params: idParam('campaignId'),
  query: z.strictObject({
    ...pageQuery,
    outcome: z.enum(['entered', 'held-out', 'skipped']).optional(),
  }),
  replies: { 200: pageOf(memberView) },
  handle: async ({ context, caller: { tenantId }, params, query }) => {
    const page = await listCampaignMembers(context, { tenantId, ...params, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

/** Endpoints on campaigns. */
export const campaignEndpoints = [
  listEndpoint,
  createEndpoint,
  getEndpoint,
  changeEndpoint,
  membersEndpoint,
];
