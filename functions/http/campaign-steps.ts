import { z } from 'zod';
import type { CampaignEdit } from '../../shared/campaigns/edit-campaigns.ts';
import type { Campaign } from '../../shared/campaigns/model.ts';
import { previewCampaign } from '../../shared/campaigns/preview-campaign.ts';
import { readVerdict } from '../../shared/campaigns/read-verdict.ts';
import {
  pauseCampaign,
  resumeCampaign,
  startCampaign,
  stopCampaign,
} from '../../shared/campaigns/steer-campaign.ts';
import { DRY_RUN_REASONS } from '../../shared/workflows/dry-run-model.ts';
import type { Context } from '../../shared/platform/context.ts';
import { loadTenant } from '../../shared/tenants/load-tenant.ts';
import { campaignReply, campaignView, sampleShown, sampleView } from './campaign-views.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam } from './list-page.ts';

const count = z.number();

const previewView = z
  .object({
    /** What they would read: 20 at most over all pages. */
    samples: z.array(
      z.object({
        ownerId: z.string(),
        variant: z.string().optional(),
        stepId: z.string(),
        body: z.string(),
      }),
    ),
    /** Of this page and all before it. */
    totals: z.object({
      owners: count.describe('Owners looked at; of ownersInAll'),
      occasions: count.describe('Owners in the audience, save those left alone on purpose'),
      recipients: count.describe('Owners who would be sent something'),
      texts: count,
      emails: count,
      segments: count,
      skipped: z.partialRecord(z.enum(DRY_RUN_REASONS), count).describe('By reason'),
    }),
    heldOut: count.describe('Owners who would be left alone on purpose'),
    sample: sampleView
      .optional()
      .describe('Whether they suffice for the experiment, if there is one'),
    costMicros: z
      .number()
      .nullable()
      .describe('Segments so far x the rate of the settings, in millionths; null: none is set'),
    currency: z.string(),
    minutes: count.describe('How long the sender takes for the segments so far'),
    ownersInAll: count,
    next: z.string().optional().describe('The cursor of the page that follows'),
  })
  .meta({ id: 'CampaignPreview' });

const experimentView = z
  .object({
    state: z.enum([
      'none',
      'not-begun',
      'entering',
      'waiting',
      'not-enough-data',
      'uneven',
      'no-difference',
      'winner',
    ]),
    inWords: z.string(),
    winner: z.string().optional(),
    samplePerVariant: count.optional(),
    groups: z.array(z.object({ variant: z.string(), owners: count })),
    /** How often chance splits owners as unevenly. */
    splitChance: count,
    results: z
      .array(
        z.object({
          variant: z.string(),
          owners: count,
          converted: count,
          share: count.nullable(),
        }),
      )
      .optional(),
    comparisons: z
      .array(
        z.object({
          first: z.string(),
          second: z.string(),
          difference: count,
          interval: z.array(count),
          z: count,
          p: count,
          significant: z.boolean(),
        }),
      )
      .optional(),
    evaluatedAt: z.string().optional(),
  })
  .meta({ id: 'CampaignExperiment' });

const previewEndpoint = endpoint({
  name: 'preview-campaign',
  method: 'GET',
  route: 'campaigns/{campaignId}/preview',
  role: 'manager',
  summary:
    'Whom a campaign would send what, who gets nothing and why, at what cost; writes nothing.',
  params: idParam('campaignId'),
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(100),
    cursor: z.string().min(1).max(4000).optional(),
  }),
  failures: [422],
  replies: { 200: previewView },
  handle: async ({ context, caller: { tenantId }, params, query }) => {
    const { samples, sample, ...preview } = await previewCampaign(context, {
      tenantId,
      ...params,
      ...query,
    });
    return reply(200, {
      ...preview,
      ...(sample && { sample: sampleShown(sample) }),
      samples: [...samples],
    });
  },
});

const experimentEndpoint = endpoint({
  name: 'get-campaign-experiment',
  method: 'GET',
  route: 'campaigns/{campaignId}/experiment',
  role: 'staff',
  summary:
    'What can be said about the variants of a campaign; a winner at the planned sample only.',
  params: idParam('campaignId'),
  replies: { 200: experimentView },
  handle: async ({ context, caller: { tenantId }, params }) => {
    const read = await readVerdict(context, { tenantId, ...params });
    const { groups, results, comparisons, ...verdict } = read.verdict;
    const { experiment } = read.campaign;
    return reply(200, {
      ...verdict,
      ...(experiment && { samplePerVariant: experiment.samplePerVariant }),
      groups: [...groups],
      ...(results && { results: [...results] }),
      ...(comparisons && {
        comparisons: comparisons.map((it) => ({ ...it, interval: [...it.interval] })),
      }),
    });
  },
});

const startEndpoint = endpoint({
  name: 'start-campaign',
  method: 'POST',
  route: 'campaigns/{campaignId}/start',
  role: 'manager',
  summary: 'Starts a draft, now or at its time, or lets a held campaign go on.',
  params: idParam('campaignId'),
  body: z.strictObject({
    /** Starts even one that would send to more owners than the guard. */
    confirm: z.boolean().optional(),
  }),
  example: { confirm: true },
  failures: [409, 422],
  replies: { 200: campaignView },
  handle: async ({ context, caller: { tenantId }, params, body: { confirm }, expected }) => {
    const edit = { tenantId, ...params, expected, confirm };
    return steered(context, await startCampaign(context, edit));
  },
});

const pauseEndpoint = steerEndpoint(
  'pause',
  'Lets nobody enter and nothing leave until it goes on; a scheduled one is a draft again.',
  pauseCampaign,
);
const resumeEndpoint = steerEndpoint('resume', 'Goes on with a paused campaign.', resumeCampaign);
const stopEndpoint = steerEndpoint(
  'stop',
  'Ends a campaign for good: runs under way end, planned texts are withdrawn.',
  stopCampaign,
);

function steerEndpoint(
  verb: string,
  summary: string,
  steer: (context: Context, edit: CampaignEdit) => Promise<Campaign>,
) {
  return endpoint({
    name: `${verb}-campaign`,
    method: 'POST',
    route: `campaigns/{campaignId}/${verb}`,
    role: 'manager',
    summary,
    params: idParam('campaignId'),
    failures: [409],
    replies: { 200: campaignView },
    handle: async ({ context, caller: { tenantId }, params, expected }) =>
      steered(context, await steer(context, { tenantId, ...params, expected })),
  });
}

async function steered(context: Context, campaign: Campaign) {
  return campaignReply(campaign, await loadTenant(context, campaign.tenantId));
}

/** Endpoints that try, steer and judge campaigns. */
export const campaignStepEndpoints = [
  previewEndpoint,
  experimentEndpoint,
  startEndpoint,
  pauseEndpoint,
  resumeEndpoint,
  stopEndpoint,
];
