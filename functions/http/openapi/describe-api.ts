import type { Endpoint } from '../endpoint.ts';
import { problemBody } from '../problem-body.ts';
import { describeOperation, tagOf } from './describe-operation.ts';
import { failureName, failureResponse } from './failure-responses.ts';
import { failureStatuses } from './failure-statuses.ts';
import type { JsonObject } from './json-object.ts';
import { schemaBook } from './schema-book.ts';

/**
 * Version of the API that the document describes; package.json has the same.
 * @internal
 */
export const API_VERSION = '0.1.0';

const MANNERS = `Sign in with OpenID Connect and send the access token as bearer token. Business and role come from
your membership; with several, say in \`X-PetOps-Tenant\` which of them you mean.

Problems are \`application/problem+json\` (RFC 9457); their \`type\` is stable. Unknown fields and
parameters are refused by name. Lists are read page by page: \`cursor\` is the \`next\` of the page
before, and the last page has none. Edits with \`If-Match\` go ahead only on that revision. A creating
request with an \`Idempotency-Key\` may be sent again within a day and creates once. Every answer
carries \`x-correlation-id\`; a well-formed one of yours is taken over.`;

/** The OpenAPI 3.1 document of these endpoints. */
export function describeApi(endpoints: readonly Endpoint[]): JsonObject {
  const book = schemaBook();
  const problem = book.describe(problemBody, 'output');
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const endpoint of endpoints) {
    const path = (paths[`/${endpoint.route}`] ??= {});
    path[endpoint.method.toLowerCase()] = describeOperation(endpoint, book);
  }
  const failures = [...new Set(endpoints.flatMap(failureStatuses))].sort((a, b) => a - b);
  return {
    openapi: '3.1.1',
    info: { title: 'PetOps', version: API_VERSION, description: MANNERS, license: LICENSE },
    servers: [{ url: '/api' }],
    security: [{ bearer: [] }],
    tags: [...new Set(endpoints.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      parameters: PARAMETERS,
      headers: HEADERS,
      responses: Object.fromEntries(
        failures.map((status) => [failureName(status), failureResponse(status, problem)]),
      ),
      schemas: book.named(),
    },
  };
}

const LICENSE = { name: 'MIT', identifier: 'MIT' };

const PARAMETERS: JsonObject = {
  Tenant: {
    name: 'X-PetOps-Tenant',
    in: 'header',
    description: 'Which of your own businesses you mean; needed when you are a member of several.',
    schema: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{1,39}$', examples: ['maple-street'] },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description:
      'Go ahead only on this revision: the ETag of an earlier reply, or several, or `*`.',
    schema: { type: 'string', examples: ['"3"'] },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The ETag of an earlier answer: 304 when nothing changed since.',
    schema: { type: 'string' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'The same key, path and body within a day create once; every repeat gets the first status ' +
      'and what was created, as it is now. Another path or body is 422.',
    schema: {
      type: 'string',
      pattern: '^[!-~]{1,255}$',
      examples: ['9f1c0a52-7d1e-4a0b-9a43-2f4b6a1d1c55'],
    },
  },
};

const HEADERS: JsonObject = {
  CorrelationId: {
    description: 'Ties the request, this answer and our log lines together.',
    schema: { type: 'string' },
  },
  ContentTag: {
    description: 'Stands for this content; to be sent back as `If-None-Match`.',
    schema: { type: 'string' },
  },
  Revision: {
    description: 'The revision, for `If-Match`.',
    schema: { type: 'string', pattern: String.raw`^"\d+"$` },
  },
  Location: {
    description: 'Path of what was created.',
    schema: { type: 'string', format: 'uri-reference' },
  },
  Replayed: {
    description: '`true` when an earlier request with this key created it.',
    schema: { const: 'true' },
  },
  Challenge: {
    description: 'How to sign in, and what is wrong with the token.',
    schema: { type: 'string' },
  },
  RetryAfter: {
    description: 'Seconds to wait.',
    schema: { type: 'string', pattern: String.raw`^\d+$` },
  },
};
