import { z } from 'zod';
import { startInstant } from '../../shared/campaigns/campaign-job.ts';
import { CAMPAIGN_STATUSES, METRICS, type Campaign } from '../../shared/campaigns/model.ts';
import { sampleOutlook, type SampleOutlook } from '../../shared/campaigns/planned-sample.ts';
import type { Tenant } from '../../shared/tenants/model.ts';
import { reply } from './endpoint.ts';

const count = z.number();
const steps = z.array(z.looseObject({ id: z.string(), type: z.string() }));

/** Whether a campaign has the owners its experiment needs, as it is sent. */
export const sampleView = z
  .object({
    state: z
      .enum(['enough', 'too-few', 'open'])
      .describe('open: not all owners were looked at, and those that were do not suffice'),
    inWords: z.string(),
    neededPerVariant: count,
    groups: z.array(
      z.object({
        variant: z.string(),
        needed: count.optional().describe('Absent for the hold-out: it needs no number'),
        expected: count,
      }),
    ),
  })
  .meta({ id: 'CampaignSample' });

/** A sample as it is shown to people of the business. */
export function sampleShown(sample: SampleOutlook): z.input<typeof sampleView> {
  return { ...sample, groups: [...sample.groups] };
}

/** A campaign as it is sent. */
export const campaignView = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z.enum(CAMPAIGN_STATUSES),
    workflowId: z.string(),
    audience: z.object({
      kind: z.enum(['segment', 'everybody']),
      segmentId: z.string().optional(),
    }),
    variants: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        weight: count,
        changes: z.record(z.string(), z.looseObject({})).optional(),
        steps: steps.optional(),
      }),
    ),
    holdoutPercent: count,
    experiment: z
      .object({
        metric: z.enum(METRICS),
        baseline: count,
        effect: count,
        power: count,
        alpha: count,
        /** Owners that each variant needs before one can be named better. */
        samplePerVariant: count,
      })
      .optional(),
    startOn: z.object({ date: z.string(), at: z.string() }).optional(),
    sample: sampleView
      .optional()
      .describe('Until everybody has entered: whether they suffice for the experiment'),
    /** The instant of `startOn` by the business's clocks. */
    startsAt: z.string().optional(),
    /** Why it waits for a person. */
    heldBecause: z.string().optional(),
    /** How far it is; absent: it was never started. */
    progress: z
      .object({
        phase: z.string(),
        looked: count,
        expected: count.optional(),
        entered: count,
        heldOut: count,
        skipped: z.record(z.string(), count),
        byVariant: z.record(z.string(), count),
        segments: count,
        pacedUntil: z.string().optional(),
        ended: count.optional(),
        withdrawn: count.optional(),
      })
      .optional(),
    confirmedAt: z.string().optional(),
    startedAt: z.string().optional(),
    finishedAt: z.string().optional(),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Campaign' });

/** A campaign as it is shown to people of the business. */
export function campaignShown(campaign: Campaign, tenant: Tenant): z.input<typeof campaignView> {
  const startsAt = startInstant(campaign, tenant);
  const { audience, variants, progress, finishedAt } = campaign;
  const { foreseen } = progress ?? {};
  const sample =
    foreseen && finishedAt === undefined ? sampleOutlook(campaign, foreseen) : undefined;
  return {
    ...campaign,
    audience: { ...audience },
    variants: variants.map((it) => ({
      ...it,
      steps: it.steps?.map((step) => ({ ...step })),
      changes: it.changes && { ...it.changes },
    })),
    progress,
    ...(sample && { sample: sampleShown(sample) }),
    ...(startsAt !== undefined && { startsAt }),
  };
}

/** The reply for a campaign that was read or changed. */
export function campaignReply(campaign: Campaign, tenant: Tenant) {
  return reply(200, campaignShown(campaign, tenant), { revision: campaign.revision });
}
