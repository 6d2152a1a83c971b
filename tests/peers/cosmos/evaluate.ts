import { SyntaxRefusal, type Expression, type Operand, type ParsedSql } from './parse-sql.ts';
import type { Item } from './partition-store.ts';

/** Values of a query's parameters by name. */
export type Parameters = ReadonlyMap<string, unknown>;

/** The documents that match, in the query's order, at most TOP of them. */
export function matching(query: ParsedSql, parameters: Parameters, items: readonly Item[]): Item[] {
  const found = items.filter((item) => holds(query.where, item, parameters) === true);
  found.sort((a, b) => {
    for (const { field, descending } of query.orderBy) {
      const sign = compareAnything(a[field], b[field]);
      if (sign !== 0) return descending ? -sign : sign;
    }
    return 0;
  });
  return query.top === undefined ? found : found.slice(0, query.top);
}

/** Every field that a query filters by. */
export function fieldsOf(expression: Expression): string[] {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.terms.flatMap(fieldsOf);
    case 'not':
      return fieldsOf(expression.term);
    case 'call':
      return expression.operands.flatMap(fieldOf);
    case 'compare':
      return [expression.left, ...expression.right].flatMap(fieldOf);
  }
}

function fieldOf(operand: Operand): string[] {
  return 'field' in operand ? [operand.field] : [];
}

/** True, false, or undefined: what compares values of two kinds is neither. */
function holds(expression: Expression, item: Item, parameters: Parameters): boolean | undefined {
  const value = (operand: Operand): unknown => {
    if ('field' in operand) return item[operand.field];
    if (!parameters.has(operand.parameter)) {
      throw new SyntaxRefusal(`The parameter ${operand.parameter} has no value.`);
    }
    return parameters.get(operand.parameter);
  };
  switch (expression.kind) {
    case 'and':
      return expression.terms.every((term) => holds(term, item, parameters) === true);
    case 'or':
      return expression.terms.some((term) => holds(term, item, parameters) === true);
    case 'not': {
      const inner = holds(expression.term, item, parameters);
      return inner === undefined ? undefined : !inner;
    }
    case 'call':
      return called(expression.name, expression.operands.map(value));
    case 'compare': {
      const left = value(expression.left);
      return expression.right.some((right) => compares(expression.sign, left, value(right)));
    }
  }
}

function called(name: string, values: readonly unknown[]): boolean | undefined {
  const [first, second] = values;
  if (name === 'CONTAINS') {
    if (typeof first !== 'string' || typeof second !== 'string') return undefined;
    return first.includes(second);
  }
  return typeof first === { IS_BOOL: 'boolean', IS_NUMBER: 'number', IS_STRING: 'string' }[name];
}

function compares(sign: string, left: unknown, right: unknown): boolean {
  if (typeof left !== typeof right || !['boolean', 'number', 'string'].includes(typeof left)) {
    return false;
  }
  const order = compareAnything(left, right);
  if (order === 0) return sign.includes('=');
  return sign.startsWith(order < 0 ? '<' : '>');
}

/** The service's order of kinds: nothing, null, booleans, numbers, texts, lists, objects. */
function compareAnything(a: unknown, b: unknown): number {
  const byKind = rank(a) - rank(b);
  if (byKind !== 0) return byKind;
  if (typeof a === 'string' && typeof b === 'string') {
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  if (typeof a === 'number' || typeof a === 'boolean') return Number(a) - Number(b);
  return 0;
}

function rank(value: unknown): number {
  if (value === undefined) return 0;
  if (value === null) return 1;
  if (Array.isArray(value)) return 5;
  return ['boolean', 'number', 'string', 'array', 'object'].indexOf(typeof value) + 2;
}
