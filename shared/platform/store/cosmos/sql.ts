import type { Bound, FieldCondition } from '../conditions.ts';
import type { Position } from '../cursor.ts';
import type { Scalar } from '../document-store.ts';

/** A query and its values. Field names are checked before they get here; values are parameters. */
export interface Sql {
  readonly query: string;
  readonly parameters: { name: string; value: Scalar }[];
}

/** Gives each value a parameter and returns its name. */
export type Bind = (value: Scalar) => string;

/** Writes one query: `write` gets a {@link Bind} for its values. */
export function sqlOf(write: (bind: Bind) => string): Sql {
  const parameters: Sql['parameters'] = [];
  const query = write((value) => {
    const name = `@p${parameters.length}`;
    parameters.push({ name, value });
    return name;
  });
  return { query, parameters };
}

/** A field of a document, safe also where its name is a word of the query language. */
export function column(field: string): string {
  return `c["${field}"]`;
}

/** `field = value`. */
export function equals(bind: Bind, field: string, value: Scalar): string {
  return `${column(field)} = ${bind(value)}`;
}

/** `field IN (...)`; the list must not be empty. */
export function among(bind: Bind, field: string, values: readonly Scalar[]): string {
  const [first] = values;
  if (values.length === 1 && first !== undefined) return equals(bind, field, first);
  return `${column(field)} IN (${values.map(bind).join(', ')})`;
}

/** A condition of a filter. Comparisons never match a value of another kind. */
export function conditionSql(bind: Bind, condition: FieldCondition): string {
  if (condition.kind === 'in') return among(bind, condition.field, condition.values);
  const end = (sign: '<' | '>', bound: Bound | undefined): string[] =>
    bound
      ? [`${column(condition.field)} ${sign}${bound.inclusive ? '=' : ''} ${bind(bound.value)}`]
      : [];
  return [...end('>', condition.lower), ...end('<', condition.upper)].join(' AND ');
}

/** The kinds of scalars in the order in which Cosmos DB sorts them. */
const KINDS = ['boolean', 'number', 'string'] as const;
type Kind = (typeof KINDS)[number];
const TESTS: Readonly<Record<Kind, string>> = {
  boolean: 'IS_BOOL',
  number: 'IS_NUMBER',
  string: 'IS_STRING',
};

/** The field holds something that can be sorted by: no null, no list, no object. */
export function isScalarSql(field: string): string {
  return anyOf(KINDS.map((kind) => `${TESTS[kind]}(${column(field)})`));
}

/**
 * What follows a position in the order of (field, id): later values of the same kind, the same
 * value with a later id, and every value of the kinds that are sorted behind.
 */
export function afterSql(
  bind: Bind,
  field: string,
  { value, id }: Position,
  descending: boolean,
): string {
  const sign = descending ? '<' : '>';
  if (field === 'id') return `${column('id')} ${sign} ${bind(id)}`;
  const kind = KINDS.indexOf(typeof value as Kind);
  const behind = descending ? KINDS.slice(0, kind) : KINDS.slice(kind + 1);
  return anyOf([
    ...laterValue(bind, field, value, descending),
    `(${equals(bind, field, value)} AND ${column('id')} ${sign} ${bind(id)})`,
    ...behind.map((it) => `${TESTS[it]}(${column(field)})`),
  ]);
}

/** Booleans are not compared but named: false comes before true. */
function laterValue(bind: Bind, field: string, value: Scalar, descending: boolean): string[] {
  if (typeof value !== 'boolean') {
    return [`${column(field)} ${descending ? '<' : '>'} ${bind(value)}`];
  }
  return value === descending ? [equals(bind, field, !descending)] : [];
}

function anyOf(terms: readonly string[]): string {
  return `(${terms.join(' OR ')})`;
}
