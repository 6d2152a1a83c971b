import { z } from 'zod';
import { dateInput, oneLine } from '../customers/input-fields.ts';
import { stepInput, stepVariables, withIds } from '../workflows/steps.ts';
import { localTimeInput } from '../workflows/triggers.ts';
import { HOLDOUT, METRICS } from './model.ts';

/** The most variants of one campaign: more would each need a sample that no salon has. */
const MOST_VARIANTS = 5;
/** The most owners that are left alone, of 100. */
const MOST_HELD_OUT = 50;
const MAX_STEPS = 40;

const id = z.string().min(1).max(200);

const audience = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('segment'), segmentId: id }),
  /** Everybody of whom the workflow's own conditions hold. */
  z.strictObject({ kind: z.literal('everybody') }),
]);

const change = z
  .strictObject({ template: z.string().min(1).max(80).optional(), variables: stepVariables })
  .refine((it) => it.template ?? it.variables, {
    error: 'must change something: template or variables',
    params: { allowed: 'template, variables' },
  });

const variant = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,19}$/, 'must be 1 to 20 small letters, digits or dashes')
      .refine((it) => it !== HOLDOUT, 'must not be "holdout", which is nobody’s text'),
    name: oneLine(60),
    weight: z.number().int().min(1).max(100).default(1),
    /** By step of the workflow: another template or other variables. */
    changes: z.record(z.string().max(40), change).optional(),
    /** In place of all steps of the workflow. */
    steps: z.array(stepInput).min(1).max(MAX_STEPS).transform(withIds).optional(),
  })
  .refine((it) => it.changes === undefined || it.steps === undefined, {
    error: 'must change steps of the workflow or have steps of its own, not both',
    path: ['steps'],
    params: { allowed: 'changes or steps' },
  });

const share = z.number().gt(0).lt(1);

const experiment = z
  .strictObject({
    metric: z.enum(METRICS),
    /** The share expected of the first variant. */
    baseline: share,
    /** The smallest difference that is worth knowing, in the same terms: 0.02 is two of 100 owners. */
    effect: share,
    power: z.number().min(0.5).max(0.99).default(0.8),
    alpha: z.number().min(0.001).max(0.2).default(0.05),
  })
  .refine((it) => it.baseline + it.effect < 1, {
    error: 'must stay below 1 together with the baseline',
    path: ['effect'],
    params: { allowed: 'less than 1 - baseline' },
  });

/** A campaign as people and the API write it. */
export const campaignInput = z
  .strictObject({
    name: oneLine(100),
    workflowId: id,
    audience,
    variants: z
      .array(variant)
      .max(MOST_VARIANTS)
      .refine((all) => new Set(all.map((it) => it.id)).size === all.length, {
        error: 'must have ids that differ',
      })
      .default([]),
    holdoutPercent: z.number().min(0).max(MOST_HELD_OUT).default(0),
    experiment: experiment.optional(),
    /** The day and time it begins, by the business's clocks; absent: when a person starts it. */
    startOn: z.strictObject({ date: dateInput, at: localTimeInput }).optional(),
  })
  .refine((it) => it.variants.length !== 1, {
    error: 'must be none, or two and more: one alone is compared with nothing',
    path: ['variants'],
    params: { allowed: 'none, or 2 to 5' },
  })
  .refine((it) => (it.experiment === undefined) === (it.variants.length === 0), {
    error:
      'must say what is compared, and how small a difference is to be found, when there are variants',
    path: ['experiment'],
    params: { allowed: 'an experiment with variants, none without' },
  });
/** A campaign as it is to be. */
export type CampaignInput = z.output<typeof campaignInput>;
