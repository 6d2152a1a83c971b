import Handlebars from 'handlebars';
import type { Facts, FieldCatalogue } from '../kernel/condition.ts';
import { InvariantError, err, ok, type Result } from '../kernel/result.ts';
import { formatValue, type Manner } from './format-value.ts';
import { checkTemplate, HELPERS, Shown } from './template-language.ts';

/** A template ready to be rendered many times. */
export interface CompiledTemplate {
  /** The text, or the names of the variables it says and nobody knows. */
  render(
    facts: Facts,
    manner: Manner,
  ): Result<string, { kind: 'missing-values'; names: readonly string[] }>;
}

const handlebars = Handlebars.create();
for (const name of Object.keys(handlebars.helpers)) handlebars.unregisterHelper(name);
handlebars.registerHelper({
  or(...given: unknown[]): unknown {
    const known = given.slice(0, -1).find((it) => it !== undefined);
    if (known === undefined) throw new Error('Nothing of an `or` is known.');
    return known;
  },
  plural: (count: unknown, one: unknown, many: unknown) => (countOf(count) === 1 ? one : many),
  if(this: unknown, value: unknown, options: Handlebars.HelperOptions): string {
    return isTrue(value) ? options.fn(this) : options.inverse(this);
  },
  unless(this: unknown, value: unknown, options: Handlebars.HelperOptions): string {
    return isTrue(value) ? options.inverse(this) : options.fn(this);
  },
});

/**
 * Compiles a template that `checkTemplate` found nothing wrong with, for the same variables; a bad
 * one throws {@link InvariantError}. A text with a hole in it is never made: a variable that is said
 * and not known (missing, blank, or a list of nothing) makes rendering fail, unless `or` or `if` sees
 * to it.
 */
export function compileTemplate(body: string, variables: FieldCatalogue): CompiledTemplate {
  const { use, problems } = checkTemplate(body, variables, 'template');
  const [problem] = problems;
  if (problem !== undefined) throw new InvariantError(problem.detail);
  // Strict: a missing variable throws where it is said, and not where a helper asks about it.
  const fill = handlebars.compile(body, {
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: HELPERS,
    noEscape: true,
  });
  return {
    render(facts, manner) {
      const values: Record<string, unknown> = {};
      for (const name of use.variables) {
        const field = variables.get(name);
        const text = field && formatValue(facts[name], field, manner);
        const known = text !== undefined && text !== '';
        put(values, name, known ? new Shown(facts[name], text) : undefined);
      }
      try {
        return ok(tidy(fill(values)));
      } catch (error) {
        const missing = [...use.said].filter((name) => at(values, name) === undefined);
        if (missing.length === 0) throw error;
        return err({ kind: 'missing-values', names: missing });
      }
    },
  };
}

/** Lines without blanks at their ends, and no blank twice: what an empty `if` leaves behind. */
function tidy(text: string): string {
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

/** Helpers may ask about a missing value, as long as there is something it is missing in. */
function put(values: Record<string, unknown>, name: string, shown: Shown | undefined): void {
  const parts = name.split('.');
  const last = parts.pop() ?? '';
  let place = values;
  for (const part of parts) {
    place[part] ??= {};
    place = place[part] as Record<string, unknown>;
  }
  if (shown !== undefined) place[last] = shown;
}

function at(values: Record<string, unknown>, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>(
      (place, part) => (place as Record<string, unknown> | undefined)?.[part],
      values,
    );
}

function isTrue(value: unknown): boolean {
  return value instanceof Shown ? value.value !== false && value.value !== 0 : false;
}

function countOf(value: unknown): number {
  if (!(value instanceof Shown)) return 0;
  if (Array.isArray(value.value)) return new Set(value.value).size;
  return typeof value.value === 'number' ? value.value : 1;
}
