import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  HttpRequest,
  InvocationContext,
  type HttpHandler,
  type HttpResponseInit,
} from '@azure/functions';
import type { AppContext } from '../../../functions/http/app-context.ts';
import { endpoints } from '../../../functions/http/endpoints.ts';
import { registerEndpoints } from '../../../functions/http/register-endpoints.ts';
import { LOCAL_AUDIENCE, localSubject } from '../../../local/sign-in/client-name.ts';
import { fetchLocalToken } from '../../../local/sign-in/local-token.ts';
import { startSignIn } from '../../../local/sign-in/sign-in.ts';
import { instantOf } from '../../../shared/kernel/instant.ts';
import { folderFiles } from '../../../shared/platform/files/folder-files.ts';
import { tokenVerifier } from '../../../shared/platform/identity/jwt-verifier.ts';
import { signedLinks } from '../../../shared/platform/signed-links.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import { logTo, type LogFields } from '../../../shared/platform/log.ts';
import { twilioWebhooks } from '../../../shared/platform/sms/twilio-webhooks.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { markingStore } from '../../../shared/reports/marking-store.ts';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import { addMembership } from '../../../shared/tenants/add-membership.ts';
import { ROLES, type Role } from '../../../shared/tenants/membership.ts';
import { formBody, signForm, type FormFields } from '../../peers/twilio/sign.ts';

/** The two businesses of every test. */
const TENANTS = ['maple', 'birch'] as const;

/** The instant at which tests begin: 10:00 in New York. */
export const START = instantOf(Date.parse('2026-03-02T15:00:00Z'));

/** The provider account whose signed requests the edge takes. */
export const PROVIDER = {
  accountSid: `AC${'5'.repeat(32)}`,
  authToken: 'provider-token-of-tests',
  secondaryToken: 'provider-token-being-phased-in',
  publicBaseUrl: 'https://petops.example.com',
};

/** A request as tests state it. */
export interface Ask {
  /** `<tenant>.<role>`; absent: without a token. */
  readonly as?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array;
  /** Sent as a form with the provider's signature; its account is added. */
  readonly signedForm?: FormFields;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests look into many shapes; each expectation states the one it means.
  readonly json: Record<string, unknown> & { items?: Record<string, unknown>[]; next?: string };
}

/** The composed API over a real store and a real sign-in server, without a functions host. */
export interface Edge {
  readonly context: AppContext;
  /** Whose tokens it accepts. */
  readonly issuer: string;
  /** Holds the issuer's keys. */
  readonly dataFolder: string;
  readonly logged: { message: string; fields: LogFields }[];
  ask(method: string, path: string, ask?: Ask): Promise<Answer>;
  /** Replaces parts of the context for the requests that follow. */
  replace(parts: Partial<AppContext>): void;
  /** Everything the store holds as one text, or what one tenant has in it. */
  stored(tenantId?: string): string;
  /** Moves the clock to an instant. */
  setTime(text: string): void;
  stop(): Promise<void>;
}

/** Starts an edge with two tenants and a member of each role in both. */
export async function startEdge(): Promise<Edge> {
  const folder = await mkdtemp(path.join(tmpdir(), 'petops-edge-'));
  const signIn = await startSignIn({ port: 0, dataFolder: folder });
  let now = START;
  const clock = { now: () => now };
  const logged: { message: string; fields: LogFields }[] = [];
  const file = path.join(folder, 'store.sqlite');
  const context: AppContext = {
    records: recordsOver(markingStore(openSqliteStore({ file, clock, ids: randomIds }), clock)),
    queues: { send: async () => undefined, length: async () => 0, hasWaiting: async () => false },
    sms: {
      local: true,
      send: async () => Promise.reject(new Error('no text is sent here')),
      lookUp: async () => Promise.reject(new Error('no text is sent here')),
      find: async () => Promise.reject(new Error('no text is sent here')),
    },
    files: folderFiles(path.join(folder, 'files')),
    links: signedLinks({ secret: 'x'.repeat(32), publicBaseUrl: PROVIDER.publicBaseUrl }),
    clock,
    ids: randomIds,
    log: logTo((_level, message, fields) => logged.push({ message, fields })),
    tokens: tokenVerifier({ issuer: signIn.issuer, audience: LOCAL_AUDIENCE }),
    webhooks: twilioWebhooks({
      accountSid: PROVIDER.accountSid,
      authTokens: [PROVIDER.authToken, PROVIDER.secondaryToken],
      publicBaseUrl: PROVIDER.publicBaseUrl,
    }),
  };
  for (const tenantId of TENANTS) {
    await createTenant(context, { id: tenantId, name: tenantId, timeZone: 'America/New_York' });
    for (const role of ROLES) {
      const subject = localSubject(tenantId, role);
      await addMembership(context, { tenantId, issuer: signIn.issuer, subject, role });
    }
  }
  let seen = context;
  const routes = registered(async () => seen);
  const tokens = new Map<string, string>();
  const tokenOf = async (name: string): Promise<string> => {
    const [tenantId = '', role = ''] = name.split('.');
    const token =
      tokens.get(name) ??
      (await fetchLocalToken({
        issuer: signIn.issuer,
        dataFolder: folder,
        tenantId,
        role: role as Role,
      }));
    tokens.set(name, token);
    return token;
  };
  return {
    context,
    issuer: signIn.issuer,
    dataFolder: folder,
    logged,
    ask: async (method, target, ask = {}) => {
      const headers = new Headers(ask.headers);
      if (ask.as !== undefined) headers.set('authorization', `Bearer ${await tokenOf(ask.as)}`);
      return send(routes, method, target, signed(target, ask, headers), headers);
    },
    replace: (parts) => {
      seen = { ...seen, ...parts };
    },
    stored: (tenantId) => storedText(file, tenantId),
    setTime: (text) => {
      now = instantOf(Date.parse(text));
    },
    stop: async () => {
      await signIn.stop();
      await context.records.store.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Expired documents included: nothing that was written escapes a comparison. */
function storedText(file: string, tenantId: string | undefined): string {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const documents = db
      .prepare(
        "SELECT * FROM documents WHERE ? IS NULL OR pk = ? OR pk LIKE ? || '|%' ORDER BY pk, id",
      )
      .all(tenantId ?? null, tenantId ?? null, tenantId ?? null);
    const lookups = db.prepare('SELECT * FROM lookups ORDER BY id').all();
    return JSON.stringify([documents, tenantId === undefined ? lookups : []]);
  } finally {
    db.close();
  }
}

interface Route {
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: HttpHandler;
}

function registered(context: () => Promise<AppContext>): Route[] {
  const routes: Route[] = [];
  const app: Parameters<typeof registerEndpoints>[0] = {
    http: (_name, { methods = [], route = '', handler }) => {
      for (const method of methods) routes.push({ method, segments: route.split('/'), handler });
    },
  };
  // The runtime tries routes in the order of function names.
  registerEndpoints(
    app,
    endpoints.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    { context },
  );
  return routes;
}

async function send(
  routes: readonly Route[],
  method: string,
  target: string,
  ask: Ask,
  headers: Headers,
): Promise<Answer> {
  const url = new URL(`http://127.0.0.1/api/${target}`);
  const segments = url.pathname.slice('/api/'.length).split('/').map(decodeURIComponent);
  const route = routes.find((it) => it.method === method && fits(it.segments, segments));
  if (route === undefined) throw new Error(`No endpoint for ${method} ${target}`);
  if (ask.body !== undefined && !headers.has('content-type')) {
    headers.set('content-type', 'application/json');
  }
  const bytes = bodyBytes(ask);
  const request = new HttpRequest({
    method,
    url: url.href,
    headers: Object.fromEntries(headers),
    query: Object.fromEntries(url.searchParams),
    params: paramsOf(route.segments, segments),
    ...(bytes !== undefined && { body: { bytes } }),
  });
  const invocation = new InvocationContext({ functionName: 'test', logHandler: () => undefined });
  return answerOf(await route.handler(request, invocation));
}

/** The same request with its form as a body, and the provider's signature among its headers. */
function signed(target: string, ask: Ask, headers: Headers): Ask {
  if (ask.signedForm === undefined) return ask;
  const fields = { AccountSid: PROVIDER.accountSid, ...ask.signedForm };
  const url = `${PROVIDER.publicBaseUrl}/api/${target}`;
  headers.set('content-type', 'application/x-www-form-urlencoded');
  headers.set('x-twilio-signature', signForm(PROVIDER.authToken, url, fields));
  return { ...ask, raw: formBody(fields) };
}

function bodyBytes({ body, raw }: Ask): Uint8Array | undefined {
  if (raw instanceof Uint8Array) return raw;
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return text === undefined ? undefined : new TextEncoder().encode(text);
}

function answerOf(response: unknown): Answer {
  const { status = 200, headers, body } = response as HttpResponseInit;
  const text = typeof body === 'string' ? body : '';
  const read = new Headers(headers);
  const isJson = (read.get('content-type') ?? '').endsWith('json');
  return {
    status,
    headers: read,
    text,
    json: (isJson ? JSON.parse(text) : {}) as Answer['json'],
  };
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => part.startsWith('{') || part === segments[index])
  );
}

function paramsOf(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    template.flatMap((part, index) =>
      part.startsWith('{') ? [[part.slice(1, -1), segments[index] ?? '']] : [],
    ),
  );
}
