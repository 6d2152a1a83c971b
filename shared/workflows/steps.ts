import { z } from 'zod';
import { tagInput } from '../customers/owner-input.ts';
import { manyLines, oneLine } from '../customers/input-fields.ts';
import { conditionsInput } from './condition-input.ts';
import { localTimeInput } from './triggers.ts';

/** The longest wait of one step: a year. */
const MAX_WAIT_HOURS = 8760;

/** Where a branch or `next` leads when nothing more is to be done. */
export const STOP = 'stop';

const stepId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/i, 'must be 1 to 40 letters, digits, dashes or underscores')
  .refine((id) => id !== STOP, 'must not be "stop", which ends a run');

/** A step's id; absent ones are numbered. `next` names the step after it; absent: the following one. */
const common = { id: stepId.optional(), next: z.string().max(40).optional() };

/** What a template's variables are: `<owner.first_name>` takes a field, anything else is text. */
export const stepVariables = z
  .record(z.string().regex(/^[a-z][a-z0-9_.]{0,59}$/), z.union([oneLine(200), z.number()]))
  .refine((map) => Object.keys(map).length <= 30, 'at most 30 variables')
  .optional();

const send = { ...common, template: z.string().min(1).max(80), variables: stepVariables };

/** What a text may ask of a visit. */
const QUESTIONS = ['confirm', 'rating'] as const;

/** What a workflow does, one step after the other. */
export const stepInput = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('send_sms'),
    ...send,
    /**
     * What the text asks of the visit it is about, so that a short answer is understood: "C" or "yes" confirms
     * it, 1 to 5 rates it. See `asks.ts` for the triggers that know such a visit.
     */
    asks: z.enum(QUESTIONS).optional(),
  }),
  z.strictObject({ type: z.literal('send_email'), ...send }),
  z
    .strictObject({
      type: z.literal('update_record'),
      ...common,
      addTags: z.array(tagInput).min(1).max(10).optional(),
      removeTags: z.array(tagInput).min(1).max(10).optional(),
      appendNote: manyLines(500).optional(),
    })
    .refine((it) => it.addTags ?? it.removeTags ?? it.appendNote, {
      error: 'must change something: addTags, removeTags or appendNote',
      params: { allowed: 'addTags, removeTags, appendNote' },
    }),
  z.strictObject({ type: z.literal('log_event'), ...common, message: oneLine(300) }),
  z
    .strictObject({
      type: z.literal('wait'),
      ...common,
      hours: z.number().positive().max(MAX_WAIT_HOURS).optional(),
      days: z.number().int().min(0).max(365).optional(),
      /** With `days`: until this local time of that day; alone: until it comes next. */
      until: localTimeInput.optional(),
    })
    .refine(
      (it) => (it.hours === undefined) !== (it.days === undefined && it.until === undefined),
      {
        error: 'must say for how long: hours, or days, until, or both of these',
        params: { allowed: 'hours, or days and until' },
      },
    ),
  z.strictObject({
    type: z.literal('branch'),
    id: stepId.optional(),
    conditions: conditionsInput,
    /** The step to go on with when they hold, or "stop". */
    then: z.string().max(40),
    /** When they do not; absent: the following step. */
    else: z.string().max(40).optional(),
  }),
  z.strictObject({
    type: z.literal('stop'),
    id: stepId.optional(),
    reason: oneLine(200).optional(),
  }),
]);
/** A step as it is written. */
export type StepInput = z.output<typeof stepInput>;
/** A step of a stored definition: every one has an id. */
export type Step = StepInput & { readonly id: string };

/** The steps with an id each: those without one are numbered by their place, `step-1` the first. */
export function withIds(steps: readonly StepInput[]): Step[] {
  const taken = new Set(steps.map(({ id }) => id));
  return steps.map((step, n) => {
    if (step.id !== undefined) return step as Step;
    let id = `step-${String(n + 1)}`;
    while (taken.has(id)) id += '-';
    return { ...step, id };
  });
}

/** The ids that may follow a step, `undefined` standing for the end of the run. */
export function successorsOf(
  steps: readonly Step[],
  index: number,
): readonly (string | undefined)[] {
  const step = steps[index];
  const following = steps[index + 1]?.id;
  const target = (id: string | undefined) => (id === STOP ? undefined : (id ?? following));
  if (step === undefined || step.type === 'stop') return [];
  if (step.type === 'branch') return [target(step.then), target(step.else)];
  return [target(step.next)];
}
