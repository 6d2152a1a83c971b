import type { HttpResponseInit } from '@azure/functions';
import type { Problem } from '../../shared/kernel/problem.ts';

/** Headers that every answer carries. */
export function baseHeaders(correlationId: string): Record<string, string> {
  return {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-correlation-id': correlationId,
  };
}

/** A problem with any status, 500 included. */
export type AnyProblem = Omit<Problem, 'status'> & {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
};

const MAX_VALUE_LENGTH = 200;

/** Renders a problem by RFC 9457, `urn:petops:problem:<kind>` being its stable `type`. */
export function problemReply(problem: AnyProblem, correlationId: string): HttpResponseInit {
  const { kind, status, detail, field, value, allowed, errors, headers } = problem;
  const body = {
    type: `urn:petops:problem:${kind}`,
    title: titleOf(kind),
    status,
    detail,
    correlationId,
    field,
    value: shortened(value),
    allowed,
    errors: errors?.map((finding) => ({ ...finding, value: shortened(finding.value) })),
  };
  return {
    status,
    headers: {
      ...baseHeaders(correlationId),
      'content-type': 'application/problem+json',
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

function titleOf(kind: string): string {
  const words = kind.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A scalar as given, unless it is long. Of anything else only its kind: it may be large, or nested beyond writing. */
function shortened(value: unknown): unknown {
  if (value === undefined || value === null) return value;
  if (typeof value === 'object') return Array.isArray(value) ? '(a list)' : '(an object)';
  if (typeof value !== 'string' || value.length <= MAX_VALUE_LENGTH) return value;
  return `${value.slice(0, MAX_VALUE_LENGTH)}…`;
}
