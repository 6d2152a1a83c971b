import { fieldsOf } from '../facts/field-groups.ts';
import { checkCondition } from '../kernel/check-condition.ts';
import type { FieldProblem } from '../kernel/problem.ts';
import { inboundMeaning, isYes } from '../messaging/stop-words.ts';
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
  /** The days before expiry at which its vaccination scan finds something due. */
  readonly thresholdDays: readonly number[];
}

/**
 * What is wrong with a definition among what the tenant has; empty: it can be switched on. Each finding
 * names the step by its place and the field in it: conditions on fields that the trigger does not know,
 * steps that lead nowhere, in a circle or are never reached, a threshold or keyword that nothing will ever be told of, templates that are not there or speak of
 * what nobody fills in, marketing words in a service workflow, tags that would start it again.
 */
export function checkDefinition(
  definition: Definition,
  { templates, segmentIds, thresholdDays }: Surroundings,
): FieldProblem[] {
  const fields = fieldsOf(groupsOf(definition.trigger.type));
  return [
    ...checkCondition(definition.conditions, fields, 'conditions'),
    ...checkSegment(definition, segmentIds),
    ...checkThreshold(definition, thresholdDays),
    ...checkKeywords(definition),
    ...checkLoop(definition),
    ...definition.steps.flatMap((step, n) =>
      checkStep(step, `steps[${String(n)}]`, { definition, fields, templates }),
    ),
    ...checkPath(definition.steps),
  ];
}

function checkSegment({ trigger }: Definition, segmentIds: ReadonlySet<string>): FieldProblem[] {
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

/** The scan tells of its thresholds alone: of another day nobody would ever hear. */
function checkThreshold({ trigger }: Definition, thresholdDays: readonly number[]): FieldProblem[] {
  if (trigger.type !== 'vaccination_expiring' || trigger.daysBefore === undefined) return [];
  if (thresholdDays.includes(trigger.daysBefore)) return [];
  return [
    {
      field: 'trigger.daysBefore',
      value: trigger.daysBefore,
      detail: 'The vaccination scan of the business looks at other days before expiry.',
      allowed: `${thresholdDays.join(', ')}, or none for all of them; the setting is vaccination.thresholdDays`,
    },
  ];
}

/** Words of the law and of carriers never start anything. */
function checkKeywords({ trigger }: Definition): FieldProblem[] {
  if (trigger.type !== 'inbound_keyword') return [];
  return trigger.keywords.flatMap((value, n) =>
    inboundMeaning(value) === 'other' || isYes(value)
      ? []
      : [
          {
            field: `trigger.keywords[${String(n)}]`,
            value,
            detail: 'This word ends our texts, opens the number again or asks for help.',
            allowed: 'a word that is not STOP, START, HELP or means the same',
          },
        ],
  );
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
