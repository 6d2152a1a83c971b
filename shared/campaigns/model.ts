import { z } from 'zod';
import type { Condition } from '../kernel/condition.ts';
import { derivedId } from '../kernel/ids.ts';
import {
  documentType,
  instantField,
  localDateField,
  localTimeField,
  type DocumentOf,
} from '../platform/store/document-type.ts';
import type { Step } from '../workflows/steps.ts';

/**
 * draft: being written. scheduled: begins at its time. held: waits for a person to let it go on.
 * running: owners enter it. paused: nobody enters and nothing leaves until it goes on. done: everybody
 * has entered; what they entered may still be under way. stopped: over for good, with what was under way.
 */
export const CAMPAIGN_STATUSES = [
  'draft',
  'scheduled',
  'held',
  'running',
  'paused',
  'stopped',
  'done',
] as const;
/** One of {@link CAMPAIGN_STATUSES}. */
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

/** What an experiment measures of each owner. */
export const METRICS = ['reply', 'click', 'booking'] as const;

/** The `variant` of owners who are left alone on purpose. */
export const HOLDOUT = 'holdout';

const conditionField = z.looseObject({}) as unknown as z.ZodType<Condition>;
const stepsField = z.array(z.looseObject({})) as unknown as z.ZodType<readonly Step[]>;
const variables = z.record(z.string(), z.union([z.string(), z.number()]));

/** Whom a campaign speaks to, as it is asked for. */
const audienceField = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('segment'), segmentId: z.string() }),
  z.object({ kind: z.literal('everybody') }),
]);

/** One of the ways in which a campaign speaks. */
const variantField = z.object({
  id: z.string(),
  name: z.string(),
  /** Its share is its weight among the weights of all. */
  weight: z.number(),
  /** By step: another template or other variables. */
  changes: z
    .record(
      z.string(),
      z.object({ template: z.string().optional(), variables: variables.optional() }),
    )
    .optional(),
  /** In place of all steps of the workflow. */
  steps: stepsField.optional(),
});
/** One of the ways in which a campaign speaks. */
export type Variant = z.output<typeof variantField>;

/** What an experiment is to find out, and how many owners that takes; fixed before the start. */
const experimentField = z.object({
  metric: z.enum(METRICS),
  /** The share expected of the first variant, 0 to 1. */
  baseline: z.number(),
  /** The smallest difference of shares that is worth knowing, 0 to 1. */
  effect: z.number(),
  power: z.number(),
  alpha: z.number(),
  /** Owners that each variant needs. */
  samplePerVariant: z.number(),
});
/** What an experiment is to find out. */
export type Experiment = z.output<typeof experimentField>;

/** What one group of an experiment came to. */
const groupField = z.object({
  variant: z.string(),
  /** Owners that entered. */
  owners: z.number(),
  /** Of these, whom the metric counts. */
  converted: z.number(),
});
/** What one group of an experiment came to. */
export type Group = z.output<typeof groupField>;

const counts = z.record(z.string(), z.number());

/** How far a campaign is. */
const progressField = z.object({
  /** count: who would be texted. enter: owners enter. evaluate: the experiment is read. stop: what is under way is ended. over: nothing is left to do. */
  phase: z.enum(['count', 'enter', 'evaluate', 'stop', 'over']),
  /** Where the phase is; absent: at its begin, or it is over. */
  cursor: z.string().optional(),
  /** After a pause: runs that waited for its end are woken before the phase goes on. */
  waking: z.object({ cursor: z.string().optional() }).optional(),
  /** Owners of the business that were looked at in the phase. */
  looked: z.number(),
  /** Owners that were counted before the first entered, as to be sent something; absent: not counted yet. */
  expected: z.number().optional(),
  /** Of these, how many fall into which group; absent: without an experiment. */
  foreseen: z
    .object({
      byGroup: counts,
      /** Whether all owners were looked at; else it is of the first ones. */
      whole: z.boolean(),
    })
    .optional(),
  /** The same while the count is under way: of the pages so far. */
  counted: counts.optional(),
  /** Owners of the audience met so far are the sum of these three. */
  entered: z.number(),
  heldOut: z.number(),
  skipped: counts,
  /** Owners that entered, by variant. */
  byVariant: counts,
  /** What their first texts come to, as far as can be told before they are sent. */
  segments: z.number(),
  /** Until when the sender is busy with what is planned. */
  pacedUntil: instantField.optional(),
  /** What the evaluation has counted so far. */
  tally: z.array(groupField).optional(),
  /** Runs that a stop ended, and texts and e-mails it withdrew. */
  ended: z.number().optional(),
  withdrawn: z.number().optional(),
});
/** How far a campaign is. */
export type Progress = z.output<typeof progressField>;

/** What a campaign took over when it began: later edits of workflow and segment do not touch it. */
const pinnedField = z.object({
  version: z.number(),
  conditions: conditionField,
});

/**
 * A workflow that is run over many owners at once. Each page of its job is one commit that also replaces
 * this document, so that whoever stops or pauses it overtakes the page: nobody enters after that.
 */
export const campaignType = documentType('campaign', {
  name: z.string(),
  nameKey: z.string(),
  status: z.enum(CAMPAIGN_STATUSES),
  workflowId: z.string(),
  audience: audienceField,
  /** Empty: no experiment, everybody gets the workflow as it is. The first one is what others are compared with. */
  variants: z.array(variantField),
  /** Of 100 owners so many are left alone. */
  holdoutPercent: z.number(),
  experiment: experimentField.optional(),
  /** When it is to begin, by the business's clocks; absent: when a person starts it. */
  startOn: z.object({ date: localDateField, at: localTimeField }).optional(),
  pinned: pinnedField.optional(),
  progress: progressField.optional(),
  /** Why it is held, in words. */
  heldBecause: z.string().optional(),
  /** A person has seen how many it texts and let it go on. */
  confirmedAt: instantField.optional(),
  startedAt: instantField.optional(),
  /** When everybody had entered, or it was stopped. */
  finishedAt: instantField.optional(),
  /** What the experiment came to, once its time was over. */
  result: z.object({ evaluatedAt: instantField, groups: z.array(groupField) }).optional(),
  /** Bumped by people alone; the job's pages do not touch it. */
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A campaign. */
export type Campaign = DocumentOf<typeof campaignType>;

/** A member vanishes so many seconds after it was last written: 800 days, two years and some. */
export const MEMBER_TTL_SECONDS = 800 * 24 * 3600;

/**
 * That an owner was in the audience of a campaign, and what came of it. Its id derives from campaign and
 * owner: nobody is in twice. After a merge it is the survivor's, under the id it had.
 */
export const campaignMemberType = documentType('campaignMember', {
  campaignId: z.string(),
  ownerId: z.string(),
  outcome: z.enum(['entered', 'held-out', 'skipped']),
  /** entered: the variant, absent without an experiment. held-out: `holdout`. */
  variant: z.string().optional(),
  /** entered: the run. */
  runId: z.string().optional(),
  /** skipped: why, as a stable word: `conditions`, `re-entry`, or why they get no text or e-mail. */
  reason: z.string().optional(),
  ttl: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** An owner in the audience of a campaign. */
export type CampaignMember = DocumentOf<typeof campaignMemberType>;

/** The id of an owner's membership of a campaign: a second one collides. */
export function campaignMemberId(campaignId: string, ownerId: string): string {
  return derivedId('campaignMember', campaignId, ownerId);
}
