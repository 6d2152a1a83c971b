import { fieldsOf } from '../facts/field-groups.ts';
import { checkCondition } from '../kernel/check-condition.ts';
import type { FieldProblem } from '../kernel/problem.ts';
import type { Definition } from './definition.ts';
import { checkPath } from './check-path.ts';
import { checkSend, type SendContext, type TemplateFacts } from './check-send.ts';
import type { Step } from './steps.ts';
import { groupsOf } from './triggers.ts';

/** What a definition is checked against: what the tenant has. */
export interface Surroundings {
  /** Templates by their key: what they are for, and the variables they say without a fallback. */
  readonly templates: ReadonlyMap<string, TemplateFacts>;
  readonly segmentIds: ReadonlySet<string>;
}

/**
 * What is wrong with a definition among what the tenant has; empty: it can be switched on. Each finding
 * names the step by its place and the field in it: conditions on fields that the trigger does not know,
 * steps that lead nowhere, in a circle or are never reached, templates that are not there or speak of
 * what nobody fills in, marketing words in a service workflow, tags that would start it again.
 */
export function checkDefinition(
  definition: Definition,
  { templates, segmentIds }: Surroundings,
): FieldProblem[] {
  const fields = fieldsOf(groupsOf(definition.trigger.type));
  return [
    ...checkCondition(definition.conditions, fields, 'conditions'),
    ...checkTrigger(definition, segmentIds),
    ...checkLoop(definition),
    ...definition.steps.flatMap((step, n) =>
      checkStep(step, `steps[${String(n)}]`, { definition, fields, templates }),
    ),
    ...checkPath(definition.steps),
  ];
}

function checkTrigger({ trigger }: Definition, segmentIds: ReadonlySet<string>): FieldProblem[] {
  if (trigger.type !== 'time_based' || segmentIds.has(trigger.segmentId)) return [];
  return [
    {
      field: 'trigger.segmentId',
      value: trigger.segmentId,
      detail: 'There is no such customer segment.',
      allowed: 'the id of a saved segment',
    },
  ];
}

/** A phone that answers by itself would be answered for ever. */
function checkLoop({ trigger, reentry }: Definition): FieldProblem[] {
  if (trigger.type !== 'inbound_keyword' || reentry.rule === 'once') return [];
  if (reentry.rule === 'after_days') return [];
  return [
    {
      field: 'reentry',
      value: reentry.rule,
      detail: 'A phone that answers by itself could start this workflow with every answer to it.',
      allowed: '{ "rule": "after_days", "days": 1 } or more days, or { "rule": "once" }',
    },
  ];
}

function checkStep(step: Step, path: string, context: SendContext): FieldProblem[] {
  switch (step.type) {
    case 'send_sms':
    case 'send_email':
      return checkSend(step, path, context);
    case 'branch':
      return checkCondition(step.conditions, context.fields, `${path}.conditions`);
    case 'update_record':
    case 'log_event':
    case 'wait':
    case 'stop':
      return [];
  }
}
