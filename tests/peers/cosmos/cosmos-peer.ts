import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Account, type Answer } from './account.ts';
import type { Fault, RequestKind } from './faults.ts';
import type { PartitionStore } from './partition-store.ts';

/** A server on 127.0.0.1 that answers as the data plane of Azure Cosmos DB does. */
export interface CosmosPeer {
  readonly endpoint: string;
  readonly key: string;
  /** Requests that arrived since the start, by kind, faults included. */
  readonly arrived: ReadonlyMap<RequestKind, number>;
  /** The documents of a container, to do what a rival would. */
  documents(database: string, container: string): PartitionStore;
  /** What befalls the next requests of their kinds, one fault each. */
  failNext(...faults: readonly Fault[]): void;
  /** What befalls each request of its kind from now on, or nothing any more. */
  failAlways(fault: Fault | undefined): void;
  /** Ends it and cuts what is under way. */
  stop(): Promise<void>;
}

/** Settings of {@link startCosmosPeer}. */
export interface CosmosPeerOptions {
  /** What the peer takes for the time, in ms since 1970; the machine's clock by default. */
  readonly now?: () => number;
  /** What the account offers; Strong by default. */
  readonly consistency?: string;
}

// Any base64 text signs; the peer does not check who asks.
const KEY = Buffer.from('peer-key-never-to-be-seen').toString('base64');

/**
 * Starts an empty account.
 *
 * It follows the service's documented REST protocol as far as the store needs it, and is strict
 * where stand-ins are lax: batches are atomic and guarded, partitions are apart, an ORDER BY needs
 * its composite index, pages are short. It was not compared with the service itself.
 */
export async function startCosmosPeer(options: CosmosPeerOptions = {}): Promise<CosmosPeer> {
  const account = new Account(options.now ?? Date.now, options.consistency ?? 'Strong');
  const arrived = new Map<RequestKind, number>();
  const queued: Fault[] = [];
  let always: Fault | undefined;
  const faultOn = (kind: RequestKind): Fault | undefined => {
    arrived.set(kind, (arrived.get(kind) ?? 0) + 1);
    const index = queued.findIndex(({ on }) => on === kind);
    if (index >= 0) return queued.splice(index, 1)[0];
    return always?.on === kind ? always : undefined;
  };
  const server = createServer((request, response) => {
    void handle(account, request, response, faultOn);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${String(port)}/`,
    key: KEY,
    arrived,
    documents: (database, container) => account.documents(database, container),
    failNext: (...faults) => {
      queued.push(...faults);
    },
    failAlways: (fault) => {
      always = fault;
    },
    stop: () => stop(server),
  };
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function handle(
  account: Account,
  request: IncomingMessage,
  response: ServerResponse,
  faultOn: (kind: RequestKind) => Fault | undefined,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const kind = kindOf(request);
  const fault = faultOn(kind);
  const answer = () => account.answer({ request, kind, body });
  if (fault?.applied === true || fault?.fails === 'twice') answer();
  fault?.meanwhile?.();
  if (fault === undefined || fault.fails === 'twice') send(response, answer());
  else misbehave(fault.fails, request, response, body);
}

function misbehave(
  fails: Exclude<Fault['fails'], 'twice'>,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): void {
  if (fails === 'reset') {
    request.socket.destroy();
  } else if (fails === 'garbage') {
    response.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad Gateway</h1>');
  } else if ('inBatch' in fails) {
    const operations = JSON.parse(body.toString()) as unknown[];
    const results = operations.map((_, index) => ({
      statusCode: index === 0 ? fails.inBatch : 424,
      requestCharge: 0,
    }));
    send(response, { status: 207, body: results });
  } else {
    const { status, retryAfterMs } = fails;
    const wait = retryAfterMs === undefined ? {} : { 'x-ms-retry-after-ms': String(retryAfterMs) };
    const message = { code: String(status), message: 'This request was made to fail.' };
    send(response, { status, body: message, headers: wait });
  }
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'x-ms-activity-id': '00000000-0000-0000-0000-000000000001',
    'x-ms-request-charge': '1',
    ...headers,
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function kindOf({ method, url = '/', headers }: IncomingMessage): RequestKind {
  const segments = url.split('/').filter((it) => it !== '');
  if (segments.length === 0) return 'account';
  if (segments[4] !== 'docs') return 'container';
  if (headers['x-ms-cosmos-is-query-plan-request'] !== undefined) return 'plan';
  if (headers['x-ms-cosmos-is-batch-request'] !== undefined) return 'batch';
  if (headers['content-type'] === 'application/query+json') return 'query';
  return method === 'GET' ? 'read' : 'write';
}
