import type { JsonObject } from './json-object.ts';

/** What each status of a problem means, wherever it occurs. */
const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The request cannot be read: its path, query, headers or JSON.',
  401: 'There is no bearer token, or it is not accepted.',
  403: 'Signed in, but not a member here, the role does not allow it, or not signed by the provider.',
  404: 'There is no such thing in this business.',
  409: 'It does not fit what stands, others are changing it right now, or it is not said which of several businesses is meant.',
  411: 'The body came in chunks, without its length.',
  412: 'It was edited since it was read.',
  413: 'The body is too large.',
  415: 'The body is of another media type, charset or encoding.',
  422: 'The request was read, but its content is refused.',
  429: 'Too many requests.',
  500: 'A fault on our side; its log lines carry the correlation id.',
  503: 'A part of the service does not answer right now.',
};

const EXTRA_HEADERS: Readonly<Record<number, readonly [name: string, component: string]>> = {
  401: ['WWW-Authenticate', 'Challenge'],
  429: ['Retry-After', 'RetryAfter'],
  503: ['Retry-After', 'RetryAfter'],
};

/** The component name of the response of a problem's status. */
export function failureName(status: number): string {
  return `Problem${String(status)}`;
}

/** The response of a problem's status; throws RangeError for a status without a meaning. */
export function failureResponse(status: number, problem: JsonObject): JsonObject {
  const description = MEANINGS[status];
  if (description === undefined)
    throw new RangeError(`Status ${String(status)} has no meaning yet`);
  const extra = EXTRA_HEADERS[status];
  return {
    description,
    headers: {
      'x-correlation-id': { $ref: '#/components/headers/CorrelationId' },
      ...(extra && { [extra[0]]: { $ref: `#/components/headers/${extra[1]}` } }),
    },
    content: { 'application/problem+json': { schema: problem } },
  };
}
