import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What is wrong at the top of a value says that another form was meant. */
const OF_ANOTHER_KIND = 100;
const STRAY_FIELD = 10;

/**
 * Of a value that may have one of several forms and fits none: what is wrong with it in the form that it is
 * closest to, its paths from the top of the input on. Undefined: nothing tells the forms apart, or the
 * schema says in words of its own what is allowed.
 */
export function issuesOfClosest(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  if (issue.errors.length === 0 || issue.message !== 'Invalid input') return undefined;
  const [closest] = issue.errors.toSorted((a, b) => distance(a) - distance(b));
  return closest?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function distance(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + weight(issue), 0);
}

function weight(issue: Issue): number {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return Math.min(...issue.errors.map((inner) => distance(inner)));
  }
  if (issue.path.length > 0) return issue.code === 'invalid_type' ? STRAY_FIELD : 1;
  return issue.code === 'unrecognized_keys' ? STRAY_FIELD * issue.keys.length : OF_ANOTHER_KIND;
}
