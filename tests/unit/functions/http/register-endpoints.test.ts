import {
  HttpRequest,
  InvocationContext,
  type HttpHandler,
  type HttpResponseInit,
} from '@azure/functions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  endpoint,
  publicEndpoint,
  reply,
  type Endpoint,
} from '../../../../functions/http/endpoint.ts';
import { registerEndpoints } from '../../../../functions/http/register-endpoints.ts';
import type { AppContext } from '../../../../functions/http/app-context.ts';
import { randomIds } from '../../../../shared/platform/ids.ts';
import { silentLog } from '../../../../shared/platform/log.ts';
import { fixedClock } from '../../../../shared/platform/clock.ts';
import { instantOf } from '../../../../shared/kernel/instant.ts';

const absent = new Proxy(
  {},
  {
    get: () => {
      throw new Error('not to be touched');
    },
  },
);
const context = {
  records: absent,
  queues: absent,
  sms: absent,
  files: absent,
  tokens: absent,
  webhooks: absent,
  clock: fixedClock(instantOf(0)),
  ids: randomIds,
  log: silentLog,
} as unknown as AppContext;

const invocation = () =>
  new InvocationContext({
    functionName: 'test',
    invocationId: 'inv-12345678',
    logHandler: () => undefined,
  });
const request = () => new HttpRequest({ method: 'GET', url: 'http://127.0.0.1/api/test' });
const outline = { name: 'get-test', method: 'GET', route: 'test', summary: 'Test.' } as const;

async function call(
  declared: Endpoint,
  provide: () => Promise<AppContext> = async () => context,
): Promise<HttpResponseInit> {
  const handlers: HttpHandler[] = [];
  registerEndpoints({ http: (_name, { handler }) => void handlers.push(handler) }, [declared], {
    context: provide,
  });
  const [handler] = handlers;
  if (handler === undefined) throw new Error('It was not registered');
  return await handler(request(), invocation());
}

describe('an endpoint', () => {
  it('sends no more of a document than its reply declares', async () => {
    const leaky = publicEndpoint({
      ...outline,
      replies: { 200: z.object({ id: z.string() }) },
      handle: async () => {
        const document = { id: 'a', tenantId: 'maple', secret: 'x' };
        return reply(200, document);
      },
    });
    const response = await call(leaky);
    expect(response.body).toBe('{"id":"a"}');
  });

  it('answers 500 rather than a body that its reply does not allow', async () => {
    const wrong = publicEndpoint({
      ...outline,
      replies: { 200: z.object({ count: z.number().max(10) }) },
      handle: async () => reply(200, { count: 11 }),
    });
    const response = await call(wrong);
    expect(response.status).toBe(500);
  });

  it('does not run without a token, whatever it would do', async () => {
    let ran = false;
    const guarded = endpoint({
      ...outline,
      role: 'staff',
      replies: { 200: z.object({}) },
      handle: async () => {
        ran = true;
        return reply(200, {});
      },
    });
    const response = await call(guarded);
    expect(response.status).toBe(401);
    expect(ran).toBe(false);
  });

  it('answers 503 with the invocation’s id when the application cannot be composed', async () => {
    const health = publicEndpoint({
      ...outline,
      replies: { 200: z.object({}) },
      handle: async () => reply(200, {}),
    });
    const broken = async (): Promise<AppContext> => Promise.reject(new Error('password=hunter2'));
    const response = await call(health, broken);
    expect(response.status).toBe(503);
    expect(response.body).not.toContain('hunter2');
    expect(new Headers(response.headers as Record<string, string>).get('x-correlation-id')).toBe(
      'inv-12345678',
    );
  });
});
