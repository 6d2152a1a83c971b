import type {
  HttpFunctionOptions,
  HttpHandler,
  HttpRequest,
  HttpResponseInit,
  InvocationContext,
} from '@azure/functions';
import { millis } from '../../shared/kernel/instant.ts';
import { auditedRecords } from '../../shared/audit/audited-records.ts';
import { memberIdOf } from '../../shared/tenants/membership.ts';
import type { AppContext, Visitor } from './app-context.ts';
import { authenticate } from './authenticate.ts';
import { correlationIdOf } from './correlation.ts';
import type { AnyReply, Endpoint } from './endpoint.ts';
import { isContent } from './content.ts';
import { revisionTag } from './if-match.ts';
import { problemOf } from './problem-of.ts';
import { unlessKnown } from './unless-known.ts';
import { baseHeaders, problemReply } from './problem-reply.ts';
import { replyTo } from './reply-to.ts';

/** The part of `app` of `@azure/functions` that registration needs. */
export interface HttpApp {
  http(name: string, options: HttpFunctionOptions): void;
}

/** What handlers are given. */
export interface EdgeDependencies {
  /** The composed application; asked at each request, so that start-up stays quick. */
  context(invocation: InvocationContext): Promise<AppContext>;
}

/** Registers every endpoint. The runtime's own keys play no part: endpoints verify callers themselves. */
export function registerEndpoints(
  app: HttpApp,
  endpoints: readonly Endpoint[],
  dependencies: EdgeDependencies,
): void {
  for (const endpoint of endpoints) {
    app.http(endpoint.name, {
      methods: endpoint.visit === true ? [endpoint.method, 'HEAD'] : [endpoint.method],
      route: endpoint.route,
      authLevel: 'anonymous',
      handler: handlerOf(endpoint, dependencies),
    });
  }
}

/** The handler of one endpoint. It always answers and never throws. */
function handlerOf(endpoint: Endpoint, dependencies: EdgeDependencies): HttpHandler {
  return async (request, invocation) => {
    const given = request.headers.get('x-correlation-id');
    let context: AppContext;
    try {
      context = await dependencies.context(invocation);
    } catch (error) {
      return failedStart(
        error,
        correlationIdOf(given, () => invocation.invocationId),
        invocation,
      );
    }
    const correlationId = correlationIdOf(given, () => context.ids.next('request'));
    const log = context.log.with({ correlationId, endpoint: endpoint.name });
    return answer(endpoint, request, { ...context, log }, correlationId);
  };
}

async function answer(
  endpoint: Endpoint,
  request: HttpRequest,
  context: AppContext,
  correlationId: string,
): Promise<HttpResponseInit> {
  const began = millis(context.clock.now());
  let tenantId: string | undefined;
  let response: HttpResponseInit;
  try {
    const visitor = await authenticate(context, request, endpoint.role);
    tenantId = visitor.caller?.tenantId;
    const acted = acting(context, visitor, correlationId);
    const reply = await replyTo(endpoint, request, acted, visitor);
    response = unlessKnown(
      endpoint,
      replyOf(endpoint, reply, correlationId),
      request.headers.get('if-none-match'),
    );
  } catch (error) {
    response = problemReply(problemOf(error, context.log), correlationId);
  }
  const durationMs = millis(context.clock.now()) - began;
  context.log.info('Request answered', { status: response.status, tenantId, durationMs });
  return response;
}

/**
 * The context of whoever is signed in: what they change is audited in the same commit. Who is
 * no member yet is named by the member id that they would have.
 */
function acting(
  context: AppContext,
  { signedIn, caller }: Visitor,
  correlationId: string,
): AppContext {
  if (signedIn === undefined) return context;
  const memberId = caller?.memberId ?? memberIdOf(signedIn.identity);
  const actor = { memberId, role: caller?.role ?? 'signed-in', correlationId };
  return { ...context, records: auditedRecords(context.records, actor, context) };
}

function replyOf(endpoint: Endpoint, reply: AnyReply, correlationId: string): HttpResponseInit {
  const declared = endpoint.replies[reply.status];
  const raw = declared !== undefined && isContent(declared);
  const type = raw ? declared.mediaType : 'application/json';
  const body = raw ? (reply.body as string | Uint8Array) : JSON.stringify(reply.body);
  return {
    status: reply.status,
    headers: {
      ...baseHeaders(correlationId),
      ...(type !== '' && { 'content-type': type }),
      ...(reply.revision !== undefined && { etag: revisionTag(reply.revision) }),
      ...(reply.location !== undefined && { location: `/api/${reply.location}` }),
      ...reply.headers,
    },
    ...(type !== '' && { body }),
  };
}

function failedStart(
  error: unknown,
  correlationId: string,
  invocation: InvocationContext,
): HttpResponseInit {
  invocation.error('The application could not be composed', error);
  return problemReply(
    {
      kind: 'not-started',
      status: 503,
      detail: 'The service could not start. Its log says why.',
      headers: { 'retry-after': '30' },
    },
    correlationId,
  );
}
