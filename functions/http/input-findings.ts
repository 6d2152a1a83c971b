import type { z } from 'zod';
import { fieldPath } from '../../shared/kernel/field-path.ts';
import { ProblemError, type FieldProblem } from '../../shared/kernel/problem.ts';
import { issuesOfClosest } from './closest-branch.ts';

/** Where an input came from; a broken body is 422, a broken path or query 400. */
export type InputPart = 'path' | 'query' | 'body';

/**
 * Checks a part of the request against its schema and gives the typed value, or undefined
 * without a schema. Throws one problem (`invalid-body` 422, `invalid-query` 400,
 * `invalid-path` 400) with a finding per field, at most 50.
 */
export function checkInput<T>(
  schema: z.ZodType<T> | undefined,
  input: unknown,
  part: InputPart,
): T | undefined {
  if (schema === undefined) {
    if (part === 'query') refuseAnything(input);
    return undefined;
  }
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw invalidInput(part, findingsOf(result.error, input));
}

/** The problem that carries these findings; the first one also stands at its top. */
export function invalidInput(part: InputPart, findings: readonly FieldProblem[]): ProblemError {
  const [first, ...others] = findings;
  const more = others.length === 0 ? '' : ` (and ${String(others.length)} more)`;
  return new ProblemError({
    kind: `invalid-${part}`,
    status: part === 'body' ? 422 : 400,
    detail: first === undefined ? `The ${part} is not valid.` : `${sentence(first)}${more}`,
    ...(first !== undefined && { field: first.field }),
    ...(first?.value !== undefined && { value: first.value }),
    ...(first?.allowed !== undefined && { allowed: first.allowed }),
    errors: findings.slice(0, 50),
  });
}

/** Findings of a failed parse: field as `fieldPath` spells it, the value given, what is allowed. */
function findingsOf(error: z.ZodError, input: unknown): FieldProblem[] {
  return error.issues.flatMap((issue) => findingsOfIssue(issue, input));
}

function refuseAnything(input: unknown): void {
  const names = Object.keys(input ?? {});
  if (names.length === 0) return;
  const detail = 'is not a parameter of this resource';
  throw invalidInput(
    'query',
    names.map((field) => ({ field, detail })),
  );
}

function sentence(finding: FieldProblem): string {
  return `${finding.field === '' ? 'The body' : finding.field} ${finding.detail}.`;
}

function findingsOfIssue(issue: z.core.$ZodIssue, input: unknown): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    const detail = 'is not a known field';
    return issue.keys.map((key) => ({ field: fieldPath([...issue.path, key]), detail }));
  }
  const inner = issue.code === 'invalid_union' ? issuesOfClosest(issue) : undefined;
  if (inner !== undefined) return inner.flatMap((it) => findingsOfIssue(it, input));
  const value = valueAt(input, issue.path);
  const allowed = allowedBy(issue);
  return [
    {
      field: fieldPath(issue.path),
      ...(value !== undefined && { value }),
      detail: value === undefined ? 'is missing' : detailOf(issue),
      ...(allowed !== undefined && { allowed }),
    },
  ];
}

function detailOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${article(issue.expected)}`;
    case 'invalid_value':
      return 'is none of the values allowed';
    case 'invalid_union':
      return kindsOf(issue) === undefined ? issue.message : 'is none of the values allowed';
    case 'too_small':
      return issue.origin === 'string' ? 'is too short' : 'is too small';
    case 'too_big':
      return issue.origin === 'string' ? 'is too long' : 'is too large';
    default:
      // Schemas of this project give these messages themselves, worded to follow a field's name.
      return issue.message;
  }
}

function allowedBy(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected;
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    case 'invalid_union':
      return kindsOf(issue);
    case 'too_small':
      return `at least ${String(issue.minimum)}${unitOf(issue.origin)}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}${unitOf(issue.origin)}`;
    case 'custom': {
      const allowed: unknown = issue.params?.['allowed'];
      return typeof allowed === 'string' ? allowed : undefined;
    }
    default:
      return undefined;
  }
}

/** The values of the field that tells the forms of a value apart, where there is one. */
function kindsOf(issue: z.core.$ZodIssueInvalidUnion): string | undefined {
  return 'options' in issue ? issue.options.map(String).join(', ') : undefined;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value as unknown;
  }
  return value;
}
