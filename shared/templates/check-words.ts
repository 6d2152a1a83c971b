import { ALL_FIELDS } from '../facts/field-groups.ts';
import type { FieldProblem } from '../kernel/problem.ts';
import { offersStopWord } from '../messaging/offers-stop-word.ts';
import { catalogueOf } from './template-catalogue.ts';
import { FALLBACKS, fallbackValue } from './fallback-value.ts';
import type { TemplateVariable, TemplateWords } from './model.ts';
import { declaredLike, readsAs } from './reads-as.ts';
import { checkTemplate } from './template-language.ts';

/** Wordings that tell people how to get no more texts. */
const OPT_OUT = /\b(?:reply|text|send)\s+stop\b/i;

/**
 * What is wrong with a template's words; empty: it can be used. Beside the language itself: a marketing
 * text names the business and says how to opt out; no text offers a word as an answer that carriers
 * take for an opt-out ("reply CANCEL to cancel" would end all texts); an e-mail has a subject, a text
 * none; each variable of its own is declared once, is said, is bound to a field that there is and that reads like it, and falls back to a value of its type.
 */
export function checkWords(words: TemplateWords): FieldProblem[] {
  const catalogue = catalogueOf(words.variables);
  const body = checkTemplate(words.body, catalogue, 'body');
  const subject = checkTemplate(words.subject ?? '', catalogue, 'subject');
  const said = new Set([...body.use.variables, ...subject.use.variables]);
  return [
    ...body.problems,
    ...subject.problems,
    ...checkSubject(words),
    ...checkVariables(words, said),
    ...(words.channel === 'sms' ? checkText(words, said) : []),
  ];
}

function checkSubject({ channel, subject }: TemplateWords): FieldProblem[] {
  if ((channel === 'email') === (subject !== undefined)) return [];
  return channel === 'email'
    ? [{ field: 'subject', detail: 'An e-mail needs a subject.', allowed: 'one line' }]
    : [{ field: 'subject', value: subject, detail: 'A text has no subject.', allowed: 'none' }];
}

function checkVariables({ variables }: TemplateWords, said: ReadonlySet<string>): FieldProblem[] {
  return variables.flatMap((variable, n) => {
    const path = `variables[${String(n)}]`;
    const twice = variables.findIndex(({ name }) => name === variable.name) !== n;
    return [
      ...(twice ? [namedTwice(variable, path)] : checkSaid(variable, path, said)),
      ...checkFrom(variable, path),
      ...checkFallback(variable, path),
    ];
  });
}

function namedTwice({ name: value }: TemplateVariable, path: string): FieldProblem {
  const detail = 'Another variable has this name.';
  return { field: `${path}.name`, value, detail, allowed: 'a name of its own' };
}

function checkSaid(
  { name: value }: TemplateVariable,
  path: string,
  said: ReadonlySet<string>,
): FieldProblem[] {
  if (said.has(value)) return [];
  const detail = 'Neither the subject nor the body says it.';
  const allowed = `{{${value}}} in the words, or no such variable`;
  return [{ field: `${path}.name`, value, detail, allowed }];
}

function checkFrom(variable: TemplateVariable, path: string): FieldProblem[] {
  const { from: value } = variable;
  if (value === undefined) return [];
  const field = ALL_FIELDS.get(value);
  if (field === undefined) {
    const allowed = [...ALL_FIELDS.keys()].join(', ');
    return [{ field: `${path}.from`, value, detail: 'There is no such field.', allowed }];
  }
  if (readsAs(variable, field)) return [];
  const detail = `The variable is declared with ${declaredLike(variable)}, which ${value} would not read as.`;
  return [{ field: `${path}.type`, value: variable.type, detail, allowed: declaredLike(field) }];
}

/** What it stands for would else read, or be counted by `plural` and `if`, as something it is not. */
function checkFallback({ fallback: value, type }: TemplateVariable, path: string): FieldProblem[] {
  if (value === undefined || fallbackValue(value, type) !== undefined) return [];
  const detail = `The variable is declared as ${type}, which this is not.`;
  return [{ field: `${path}.fallback`, value, detail, allowed: FALLBACKS[type] }];
}

function checkText({ body, purpose }: TemplateWords, said: ReadonlySet<string>): FieldProblem[] {
  const found: FieldProblem[] = [];
  const offered = offersStopWord(body);
  if (offered !== undefined) {
    found.push({
      field: 'body',
      value: offered,
      detail: `Whoever answers ${offered} opts out of all texts: carriers take it for STOP.`,
      allowed: 'another word, such as "C to confirm"; STOP itself to opt out',
    });
  }
  if (purpose === 'service') return found;
  if (!OPT_OUT.test(body)) {
    found.push({
      field: 'body',
      detail: 'A marketing text must say how to opt out.',
      allowed: 'Reply STOP to opt out',
    });
  }
  if (!said.has('business.name')) {
    found.push({
      field: 'body',
      detail: 'A marketing text must say who it comes from.',
      allowed: '{{business.name}}',
    });
  }
  return found;
}
