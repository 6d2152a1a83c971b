import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RegisteredFunction } from '../core/app-registry.ts';
import type { Invocations, Outcome } from '../core/invocations.ts';
import { HostStartError } from '../start-error.ts';
import { carriesKey } from './function-key.ts';
import { BODY_LIMIT_BYTES, httpInput, statedLength } from './http-input.ts';
import { sendOutput } from './http-output.ts';
import type { RouteTable } from './route-table.ts';

/** What the HTTP side of the host needs. */
export interface HttpListenerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly routes: RouteTable;
  readonly invocations: Invocations;
  /** Asked for by functions of level `function` and `admin`; without it they refuse everybody. */
  readonly functionKey: string | undefined;
  /** Runs a function that has no route, by name, out of turn; undefined when there is none. */
  readonly runByHand: (name: string, input: string) => Promise<Outcome> | undefined;
}

/** A listening server. */
export interface HttpListener {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Takes no new connection and answers new requests with 503; those under way go on. */
  refuse(): void;
  /** Ends what is left. */
  close(): Promise<void>;
}

/** Answers HTTP on 127.0.0.1. Throws {@link HostStartError} when the port cannot be had. */
export async function listenHttp(options: HttpListenerOptions): Promise<HttpListener> {
  let refusing = false;
  const server = createServer((request, response) => {
    // A connection that stays open would bring new requests for as long as its client likes.
    if (refusing) {
      refuse(request, response.setHeader('connection', 'close'), 503);
      return;
    }
    answer(options, request, response).catch(() => {
      // The client is gone or sent half a request: there is nobody to tell.
      response.destroy();
    });
  });
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    refuse: () => {
      refusing = true;
      server.close();
      server.closeIdleConnections();
    },
    close: async () => {
      const closed = server.listening ? once(server, 'close') : Promise.resolve();
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new HostStartError(
      code === 'EADDRINUSE'
        ? `Port ${port} is taken. Stop the other program or choose another port with --port.`
        : `Cannot listen on port ${port}: ${String(error)}`,
    );
  }
}

async function answer(
  options: HttpListenerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? 'GET';
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const byHand = /^\/admin\/functions\/([^/]+)$/.exec(path)?.[1];
  if (method === 'POST' && byHand !== undefined) {
    await answerByHand(options, byHand, request, response);
    return;
  }
  const found = options.routes.find(method, path);
  if (found === undefined) {
    refuse(request, response, 404);
    return;
  }
  const { route, params } = found;
  if (route.authLevel !== 'anonymous' && !carriesKey(request, options.functionKey)) {
    refuse(request, response, 401);
    return;
  }
  if (statedLength(request) > BODY_LIMIT_BYTES) {
    refuse(request, response, 413);
    return;
  }
  const http = await httpInput(request, params);
  const outcome = await run(options, route.fn, http);
  if (outcome.ok) sendOutput(response, outcome.response);
  else refuse(request, response, 500);
}

async function run(
  { invocations }: HttpListenerOptions,
  fn: RegisteredFunction,
  http: Awaited<ReturnType<typeof httpInput>>,
): Promise<Outcome> {
  return invocations.run(fn, { data: { http } });
}

/** Answers with a status and no body; whatever the client still sends is not read. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  if (!request.complete && statedLength(request) > 0) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-length': 0 }).end();
}

/** `POST /admin/functions/<name>` with `{"input": "..."}` runs a timer or queue function now. */
async function answerByHand(
  options: HttpListenerOptions,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { body } = await httpInput(request, {});
  const running = options.runByHand(name, inputOf(Buffer.from(body?.bytes ?? []).toString()));
  void running;
  refuse(request, response, running === undefined ? 404 : 202);
}

function inputOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'input' in parsed) {
      return typeof parsed.input === 'string' ? parsed.input : JSON.stringify(parsed.input);
    }
  } catch {
    // The runtime takes a body that is no JSON for an empty input.
  }
  return '';
}
