import { z } from 'zod';
import { manyLines, oneLine } from '../customers/input-fields.ts';
import { conditionsInput } from './condition-input.ts';
import { stepInput, withIds } from './steps.ts';
import { triggerInput } from './triggers.ts';

/** The most steps one workflow may have. */
const MAX_STEPS = 40;
/** A step met later than this is skipped, unless the workflow says otherwise: three hours. */
const DEFAULT_MAX_LATE_MINUTES = 180;

const reentry = z.discriminatedUnion('rule', [
  /** Every time. */
  z.strictObject({ rule: z.literal('always') }),
  /** Never again for the same owner. */
  z.strictObject({ rule: z.literal('once') }),
  /** Not while a run of the owner is under way. */
  z.strictObject({ rule: z.literal('not_while_running') }),
  /** Not before so many days have passed since the owner last entered. */
  z.strictObject({ rule: z.literal('after_days'), days: z.number().int().min(1).max(3660) }),
]);

/** What a workflow does, as people and the API write it. */
export const definitionInput = z
  .strictObject({
    name: oneLine(100),
    description: manyLines(1000).optional(),
    /** marketing needs express consent and keeps to the stricter hours. */
    purpose: z.enum(['service', 'marketing']).default('service'),
    trigger: triggerInput,
    /** Read when a run begins and again at each step. */
    conditions: conditionsInput.default({ all: [] }),
    steps: z.array(stepInput).min(1).max(MAX_STEPS).transform(withIds),
    /** A step that comes due and is met later than this is skipped with a reason. */
    maxLateMinutes: z.number().int().min(1).max(10_080).default(DEFAULT_MAX_LATE_MINUTES),
    /**
     * What becomes of a text that comes due outside the hours in which its recipient may be texted. wait: it
     * goes out when they open, five days later at most and before the visit it is about begins; `maxLateMinutes`
     * count from there. skip: it is dropped when they open later than it may be late.
     */
    outsideHours: z.enum(['wait', 'skip']).optional(),
    reentry: reentry.default({ rule: 'always' }),
    /** No more than so many texts of this workflow to one owner in so many days. */
    frequencyCap: z
      .strictObject({
        texts: z.number().int().min(1).max(50),
        days: z.number().int().min(1).max(365),
      })
      .optional(),
  })
  .meta({ id: 'WorkflowDefinition' });
/** What a workflow does, checked on its own; `checkDefinition` checks it against what there is. */
export type Definition = z.output<typeof definitionInput>;

/**
 * Reads older spellings as today's: `delay_hours` for `delayHours` and so on, and `actions` for `steps`.
 * The names of template variables are the author's own and stay, and so does an older spelling beside today's:
 * neither may win in silence, and the schema refuses it by its name.
 */
export function withTodaysNames(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(withTodaysNames);
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const today = todaysName(name);
      const isTaken = today !== name && Object.hasOwn(given, today);
      return [isTaken ? name : today, name === 'variables' ? value : withTodaysNames(value)];
    }),
  );
}

function todaysName(name: string): string {
  if (name === 'actions') return 'steps';
  return name.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}
