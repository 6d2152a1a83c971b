import { z } from 'zod';
import type { Condition } from '../kernel/condition.ts';
import { OPERATORS } from '../kernel/condition-operators.ts';
import type { Operator } from '../kernel/condition.ts';

const value = z.union([z.string(), z.number(), z.boolean()]);

const comparison = z.strictObject({
  field: z.string().min(1).max(80),
  operator: z.enum(Object.keys(OPERATORS) as [Operator, ...Operator[]]),
  value: z.union([value, z.array(value)]).optional(),
});

/** How many parts one group may have; `checkCondition` counts the comparisons of all of them. */
const MAX_PARTS = 50;

/** One condition: a comparison, or a group of conditions under `all`, `any` or `none`. */
const conditionInput: z.ZodType<Condition> = z
  .lazy(() =>
    z.union([
      comparison,
      z.strictObject({ all: parts }),
      z.strictObject({ any: parts }),
      z.strictObject({ none: parts }),
    ]),
  )
  .meta({ id: 'Condition' }) as z.ZodType<Condition>;

const parts = z.array(conditionInput).max(MAX_PARTS).meta({ id: 'Conditions' });

/** Conditions of which all must hold: one, or a list. None at all always hold. */
export const conditionsInput = z
  .union([parts, conditionInput])
  .transform((given): Condition => (Array.isArray(given) ? { all: given } : given));
