import { z } from 'zod';
import { fieldsOf, OWNER_GROUPS } from '../../shared/facts/field-groups.ts';
import { operatorsFor } from '../../shared/kernel/check-condition.ts';
import { OPERATORS } from '../../shared/kernel/condition-operators.ts';
import { groupsOf, TRIGGERS, type TriggerType } from '../../shared/workflows/triggers.ts';
import { endpoint, reply } from './endpoint.ts';

const fieldView = z
  .object({
    name: z.string(),
    label: z.string(),
    type: z.enum(['text', 'number', 'boolean', 'date', 'time']),
    /** The only values it takes. */
    values: z.array(z.string()).optional(),
    /** Holds several values: a condition asks whether one of them fits. */
    many: z.boolean(),
    /** An amount, in cents. */
    money: z.boolean(),
    operators: z.array(
      z.object({
        name: z.string(),
        /** How it reads between label and value. */
        words: z.string(),
        operand: z.enum(['one', 'several', 'pair', 'days', 'nothing']),
      }),
    ),
  })
  .meta({ id: 'ConditionField' });

const triggerNames = Object.keys(TRIGGERS) as [TriggerType, ...TriggerType[]];

/** Endpoints on what conditions and templates may speak of. */
export const conditionFieldEndpoints = [
  endpoint({
    name: 'list-condition-fields',
    method: 'GET',
    route: 'condition-fields',
    role: 'staff',
    summary:
      'Fields that conditions and templates may name, with their operators: of every owner, or of a workflow’s trigger.',
    query: z.strictObject({ trigger: z.enum(triggerNames).optional() }),
    replies: { 200: z.object({ fields: z.array(fieldView) }) },
    handle: async ({ query: { trigger } }) => {
      const fields = fieldsOf(trigger === undefined ? OWNER_GROUPS : groupsOf(trigger));
      const described = [...fields.values()].map((field) => ({
        name: field.name,
        label: field.label,
        type: field.type,
        ...(field.values !== undefined && { values: [...field.values] }),
        many: field.many === true,
        money: field.money === true,
        operators: operatorsFor(field).map((name) => {
          const { words, operand } = OPERATORS[name];
          return { name, words, operand };
        }),
      }));
      return reply(200, { fields: described });
    },
  }),
];
