import { ALL_FIELDS } from '../facts/field-groups.ts';
import type { Facts, Field, FieldCatalogue } from '../kernel/condition.ts';
import { fallbackValue } from './fallback-value.ts';
import type { TemplateVariable } from './model.ts';

/** What a template may speak of: every field there is, and its own variables. */
export function catalogueOf(variables: readonly TemplateVariable[]): FieldCatalogue {
  const own = variables.map(({ name, type, label, money, many }): [string, Field] => {
    const flags = { ...(money === true && { money }), ...(many === true && { many }) };
    return [name, { name, type, label, ...flags }];
  });
  return new Map([...ALL_FIELDS, ...own]);
}

/**
 * The facts with the template's own variables filled in: from what the step gives (a text, or a field
 * such as `<owner.first_name>`), else from the field they are bound to, else from their fallback.
 */
export function withVariables(
  facts: Facts,
  variables: readonly TemplateVariable[],
  given: Readonly<Record<string, string | number>> = {},
): Facts {
  const filled: Record<string, Facts[string]> = { ...facts };
  for (const [name, value] of Object.entries(given)) {
    const field = fieldNamed(value);
    filled[name] = field === undefined ? value : facts[field];
  }
  for (const { name, type, from, fallback } of variables) {
    const value = filled[name] ?? (from === undefined ? undefined : facts[from]);
    const otherwise = fallback === undefined ? undefined : fallbackValue(fallback, type);
    // One that was saved before its type was checked stands as it is written.
    filled[name] = isBlank(value) ? (otherwise ?? fallback) : value;
  }
  return filled;
}

/** The field that a variable takes its value from, `<owner.first_name>`; undefined: it is plain text. */
export function fieldNamed(value: string | number): string | undefined {
  return typeof value === 'string' ? /^<\s*([a-z_.]+)\s*>$/.exec(value)?.[1] : undefined;
}

function isBlank(value: Facts[string]): boolean {
  if (value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}
