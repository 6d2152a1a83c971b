import {
  partsOf,
  type Comparison,
  type CompiledCondition,
  type Condition,
  type Facts,
  type Field,
  type FieldCatalogue,
  type FieldValue,
} from './condition.ts';
import { OPERATORS, type Test } from './condition-operators.ts';
import { InvariantError } from './result.ts';

type Holds = CompiledCondition['holds'];
type WhyNot = CompiledCondition['whyNot'];

interface Part {
  readonly holds: Holds;
  readonly whyNot: WhyNot;
}

/**
 * Makes a condition ready to be asked many times. It must have passed `checkCondition` of the same
 * catalogue: an unknown field or operator is a bug here and throws {@link InvariantError}.
 */
export function compileCondition(
  condition: Condition,
  catalogue: FieldCatalogue,
): CompiledCondition {
  const fields = new Set<string>();
  return { ...compiled(condition, catalogue, fields), fields };
}

function compiled(condition: Condition, catalogue: FieldCatalogue, fields: Set<string>): Part {
  const read = partsOf(condition);
  if (read.join === undefined) {
    const field = catalogue.get(read.comparison.field);
    if (field === undefined) throw new InvariantError(`No field ${read.comparison.field}.`);
    fields.add(field.name);
    return compareField(read.comparison, field);
  }
  const parts = read.parts.map((part) => compiled(part, catalogue, fields));
  switch (read.join) {
    case 'all':
      return allOf(parts);
    case 'any':
      return anyOf(parts);
    case 'none':
      return noneOf(parts, read.parts, catalogue);
  }
}

function allOf(parts: readonly Part[]): Part {
  return {
    holds(facts, today) {
      for (const part of parts) if (!part.holds(facts, today)) return false;
      return true;
    },
    whyNot: (facts, today) => parts.flatMap((part) => part.whyNot(facts, today)),
  };
}

function anyOf(parts: readonly Part[]): Part {
  const holds: Holds = (facts, today) => {
    for (const part of parts) if (part.holds(facts, today)) return true;
    return false;
  };
  return {
    holds,
    whyNot: (facts, today) =>
      holds(facts, today) ? [] : parts.flatMap((part) => part.whyNot(facts, today)),
  };
}

function noneOf(
  parts: readonly Part[],
  conditions: readonly Condition[],
  catalogue: FieldCatalogue,
): Part {
  return {
    holds(facts, today) {
      for (const part of parts) if (part.holds(facts, today)) return false;
      return true;
    },
    whyNot: (facts, today) =>
      parts.flatMap((part, n) => {
        const condition = conditions[n];
        if (condition === undefined || !part.holds(facts, today)) return [];
        return [`it must not be that ${inWords(condition, catalogue)}`];
      }),
  };
}

function compareField(comparison: Comparison, field: Field): Part {
  const holds = holdsFor(comparison, field);
  return {
    holds,
    whyNot(facts, today) {
      if (holds(facts, today)) return [];
      return [
        `${field.label} is ${shown(facts[field.name])}; it must be that it ${demand(comparison)}`,
      ];
    },
  };
}

function holdsFor(comparison: Comparison, field: Field): Holds {
  const rule = OPERATORS[comparison.operator];
  const { name } = field;
  if (comparison.operator === 'is_missing') return (facts) => isMissing(facts[name]);
  const test = rule.test(operandOf(comparison), field);
  if (field.many === true) return manyHolds(name, test, rule.everyValue === true);
  return (facts, today) => {
    const value = facts[name];
    return value !== undefined && test(value as FieldValue, today);
  };
}

function manyHolds(name: string, test: Test, every: boolean): Holds {
  return (facts, today) => {
    const values = facts[name];
    if (isMissing(values)) return false;
    const list = Array.isArray(values) ? (values as readonly FieldValue[]) : [values as FieldValue];
    return every
      ? list.every((value) => test(value, today))
      : list.some((value) => test(value, today));
  };
}

function isMissing(value: Facts[string]): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function operandOf({ value }: Comparison): readonly FieldValue[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [value];
}

/** A condition as a sentence part, for people: `Visits is at least 3 and Species is dog`. */
export function inWords(condition: Condition, catalogue: FieldCatalogue): string {
  const read = partsOf(condition);
  if (read.join === undefined) {
    const { comparison } = read;
    return `${catalogue.get(comparison.field)?.label ?? comparison.field} ${demand(comparison)}`;
  }
  const parts = read.parts.map((part) =>
    partsOf(part).join === undefined ? inWords(part, catalogue) : `(${inWords(part, catalogue)})`,
  );
  if (read.join === 'none') return `not (${parts.join(' or ')})`;
  return parts.join(read.join === 'all' ? ' and ' : ' or ');
}

function demand(comparison: Comparison): string {
  const { operand, words } = OPERATORS[comparison.operator];
  const values = operandOf(comparison).map(String);
  switch (operand) {
    case 'nothing':
      return words;
    case 'pair':
      return `${words} ${values.join(' and ')}`;
    case 'days':
      return `${words} ${values.join('')} days`;
    case 'one':
    case 'several':
      return `${words} ${values.join(', ')}`;
  }
}

function shown(value: Facts[string]): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return 'not known';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
