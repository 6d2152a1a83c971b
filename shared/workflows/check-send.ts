import type { FieldCatalogue } from '../kernel/condition.ts';
import type { FieldProblem } from '../kernel/problem.ts';
import { declaredLike, readsAs, type Reading } from '../templates/reads-as.ts';
import { fieldNamed } from '../templates/template-catalogue.ts';
import { checkAsks } from './asks.ts';
import type { Definition } from './definition.ts';
import type { Step } from './steps.ts';

/** What a definition needs to know of a template. */
export interface TemplateFacts {
  readonly key: string;
  readonly channel: 'sms' | 'email';
  readonly purpose: 'service' | 'marketing';
  /** Every variable it speaks of. */
  readonly variables: ReadonlySet<string>;
  /** Those that are its own, and how they read. */
  readonly own: ReadonlyMap<string, Reading>;
  /** Those with a value of their own when the step gives none. */
  readonly bound: ReadonlySet<string>;
}

/** What a step that sends is checked against. */
export interface SendContext {
  readonly definition: Pick<Definition, 'purpose' | 'trigger'>;
  readonly fields: FieldCatalogue;
  readonly templates: ReadonlyMap<string, TemplateFacts>;
}

type SendStep = Extract<Step, { type: 'send_sms' | 'send_email' }>;

/** What is wrong with a step that sends: its template, or what the template is filled with. */
export function checkSend(step: SendStep, path: string, context: SendContext): FieldProblem[] {
  const { fields, templates, definition } = context;
  const asks = checkAsks(step, path, definition.trigger.type);
  const channel = step.type === 'send_sms' ? 'sms' : 'email';
  const template = templates.get(step.template);
  if (template?.channel !== channel) {
    return [
      ...asks,
      {
        field: `${path}.template`,
        value: step.template,
        detail: `There is no template of this key for ${channel === 'sms' ? 'texts' : 'e-mails'}.`,
        allowed:
          'the key of a template of the business or of the library, see GET templates and GET workflow-library',
      },
    ];
  }
  return [
    ...asks,
    ...checkPurpose(template, definition, `${path}.template`),
    ...Object.entries(step.variables ?? {}).flatMap(([name, value]) =>
      checkVariable(name, value, `${path}.variables`, template, fields),
    ),
    ...checkUnfilled(step, path, template, fields),
  ];
}

function checkPurpose(
  template: TemplateFacts,
  { purpose }: SendContext['definition'],
  path: string,
): FieldProblem[] {
  if (template.purpose === 'service' || purpose === 'marketing') return [];
  return [
    {
      field: path,
      value: template.key,
      detail:
        'A marketing template in a service workflow would reach people who never agreed to it.',
      allowed: 'a service template, or purpose "marketing"',
    },
  ];
}

function checkUnfilled(
  step: SendStep,
  path: string,
  template: TemplateFacts,
  fields: FieldCatalogue,
): FieldProblem[] {
  const filled = (name: string) =>
    fields.has(name) || template.bound.has(name) || step.variables?.[name] !== undefined;
  return [...template.variables]
    .filter((name) => !filled(name))
    .map((name) => ({
      field: `${path}.variables.${name}`,
      detail: `The template says ${name}, which nothing fills in here.`,
      allowed: `a text, or a field such as <owner.first_name>; known here: ${[...fields.keys()].join(', ')}`,
    }));
}

function checkVariable(
  name: string,
  value: string | number,
  path: string,
  template: TemplateFacts,
  fields: FieldCatalogue,
): FieldProblem[] {
  if (!template.variables.has(name)) {
    const allowed = [...template.variables].join(', ') || 'none: the template says no variable';
    return [{ field: `${path}.${name}`, value, detail: 'The template does not say it.', allowed }];
  }
  const from = fieldNamed(value);
  if (from === undefined) return [];
  const field = fields.get(from);
  if (field === undefined) {
    const allowed = [...fields.keys()].map((it) => `<${it}>`).join(', ');
    const detail = 'The trigger does not know this field.';
    return [{ field: `${path}.${name}`, value, detail, allowed }];
  }
  const own = template.own.get(name);
  if (own === undefined || readsAs(own, field)) return [];
  const detail = `The template's ${name} has ${declaredLike(own)}, which ${from} would not read as.`;
  const allowed = `a text, or a field of ${declaredLike(own)}`;
  return [{ field: `${path}.${name}`, value, detail, allowed }];
}
