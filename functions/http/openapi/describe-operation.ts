import type { z } from 'zod';
import { isContent, type Content } from '../content.ts';
import type { Access, Endpoint } from '../endpoint.ts';
import { understandsIfMatch } from '../if-match.ts';
import { failureName } from './failure-responses.ts';
import { failureStatuses } from './failure-statuses.ts';
import type { JsonObject } from './json-object.ts';
import type { SchemaBook } from './schema-book.ts';

/** The operation of an endpoint; refers to the components that `describeApi` supplies. */
export function describeOperation(endpoint: Endpoint, book: SchemaBook): JsonObject {
  const { name, role, summary, params, query } = endpoint;
  const parameters = [
    ...fieldParameters('path', params, book),
    ...fieldParameters('query', query, book),
    ...(isForMembers(role) ? [{ $ref: '#/components/parameters/Tenant' }] : []),
    ...(understandsIfMatch(endpoint) ? [{ $ref: '#/components/parameters/IfMatch' }] : []),
    ...(endpoint.cacheSeconds === undefined
      ? []
      : [{ $ref: '#/components/parameters/IfNoneMatch' }]),
    ...(endpoint.creates === undefined ? [] : [{ $ref: '#/components/parameters/IdempotencyKey' }]),
  ];
  return {
    operationId: name,
    tags: [tagOf(endpoint)],
    summary,
    ...(isForMembers(role) ? {} : { security: [] }),
    ...(role !== 'public' && { description: needs(role) }),
    ...(parameters.length > 0 && { parameters }),
    ...requestBody(endpoint, book),
    responses: responses(endpoint, book),
  };
}

function needs(role: Exclude<Access, 'public'>): string {
  if (role === 'provider') return 'For the texting provider alone, by its signature.';
  return role === 'signed-in'
    ? 'Needs no membership: being signed in is enough.'
    : `Needs the role ${role}, or one above it.`;
}

/** Whether whoever calls signs in with a bearer token. */
function isForMembers(role: Access): boolean {
  return role !== 'public' && role !== 'provider';
}

/** What an endpoint is about: the first word of its route. */
export function tagOf({ route }: Endpoint): string {
  return route.split(/[/.]/, 1)[0] ?? route;
}

function fieldParameters(
  place: 'path' | 'query',
  schema: z.ZodType | undefined,
  book: SchemaBook,
): JsonObject[] {
  if (schema === undefined) return [];
  const described = book.describe(schema, 'input');
  const required = (described['required'] ?? []) as readonly string[];
  const fields = (described['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
  return Object.entries(fields).map(([name, { description, ...field }]) => ({
    name,
    in: place,
    ...(description !== undefined && { description }),
    required: place === 'path' || required.includes(name),
    schema: field,
  }));
}

function requestBody({ body, upload, example }: Endpoint, book: SchemaBook): JsonObject {
  if (upload !== undefined) {
    const content = Object.fromEntries(upload.mediaTypes.map((type) => [type, {}]));
    const description = `At most ${String(upload.maxBytes)} bytes.`;
    return { requestBody: { required: true, description, content } };
  }
  if (body === undefined) return {};
  const schema = book.describe(body, 'input');
  const described = { schema, ...(example !== undefined && { example }) };
  return { requestBody: { required: true, content: { 'application/json': described } } };
}

function responses(endpoint: Endpoint, book: SchemaBook): JsonObject {
  const described: Record<string, JsonObject> = {};
  for (const [status, declared] of Object.entries(endpoint.replies)) {
    described[status] = response(endpoint, declared, book);
  }
  for (const status of failureStatuses(endpoint)) {
    described[String(status)] = { $ref: `#/components/responses/${failureName(status)}` };
  }
  if (endpoint.cacheSeconds !== undefined) described['304'] = UNCHANGED;
  return described;
}

/** Answers that the one who asked holds already. */
const UNCHANGED: JsonObject = {
  description: 'Nothing changed since the answer whose ETag was sent.',
  headers: {
    'x-correlation-id': { $ref: '#/components/headers/CorrelationId' },
    ETag: { $ref: '#/components/headers/ContentTag' },
  },
};

function response(endpoint: Endpoint, declared: z.ZodType | Content, book: SchemaBook): JsonObject {
  const headers = { 'x-correlation-id': { $ref: '#/components/headers/CorrelationId' } };
  if (isContent(declared)) {
    const [type = ''] = declared.mediaType.split(';', 1);
    if (type === '') return { description: endpoint.summary, headers };
    return { description: endpoint.summary, headers, content: { [type]: {} } };
  }
  const created = endpoint.creates !== undefined;
  return {
    description: endpoint.summary,
    headers: {
      ...headers,
      ...(carriesRevision(declared) && { ETag: { $ref: '#/components/headers/Revision' } }),
      ...(endpoint.cacheSeconds !== undefined && {
        ETag: { $ref: '#/components/headers/ContentTag' },
      }),
      ...(created && {
        Location: { $ref: '#/components/headers/Location' },
        'Idempotency-Replayed': { $ref: '#/components/headers/Replayed' },
      }),
    },
    content: { 'application/json': { schema: book.describe(declared, 'output') } },
  };
}

function carriesRevision(schema: z.ZodType): boolean {
  return 'shape' in schema && Object.hasOwn(schema.shape as object, 'revision');
}
