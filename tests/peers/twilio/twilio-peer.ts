import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusal, reply, type Answer } from './answers.ts';
import { checkMessage } from './check-message.ts';
import { misbehave, type Fault } from './faults.ts';
import { newMessage, toWire, type StoredMessage } from './stored-message.ts';

/** A server on 127.0.0.1 that answers as Twilio's Messages resource does. */
export interface TwilioPeer {
  readonly baseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** An API key of the account; it signs in as well as the token. */
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
  /** Every message taken in, oldest first; change `status`, `price` and the like to play what happens next. */
  readonly messages: StoredMessage[];
  /** Requests to send that arrived, faults included. */
  readonly sendCalls: number;
  /** What befalls the next requests, one fault each. */
  failNext(...faults: Fault[]): void;
  /** What befalls each request from now on, until told otherwise; queued faults go first. */
  failAlways(fault: Fault | undefined): void;
  /** Puts a message there that nobody sent through this peer. */
  add(
    message: Partial<StoredMessage> & { readonly to: string; readonly body: string },
  ): StoredMessage;
  /** Ends it; hanging requests are cut. */
  stop(): Promise<void>;
}

/** Settings of {@link startTwilioPeer}. */
export interface TwilioPeerOptions {
  /** What the peer takes for the time, in ms since 1970; the machine's clock by default. */
  readonly now?: () => number;
  /** Where to listen; a free port by default. */
  readonly port?: number;
}

const ACCOUNT = {
  accountSid: `AC${'5'.repeat(32)}`,
  authToken: 'peer-token-never-to-be-seen',
  apiKeySid: `SK${'6'.repeat(32)}`,
  apiKeySecret: 'peer-key-never-to-be-seen',
};

interface State {
  readonly messages: StoredMessage[];
  readonly now: () => number;
  sendCalls: number;
}

/** Starts a peer with an account of its own. */
export async function startTwilioPeer(options: TwilioPeerOptions = {}): Promise<TwilioPeer> {
  const state: State = {
    messages: [],
    now: options.now ?? Date.now,
    sendCalls: 0,
  };
  const queued: Fault[] = [];
  let always: Fault | undefined;
  const server = createServer((request, response) => {
    void handle(state, request, response, () => queued.shift() ?? always);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    baseUrl: `http://127.0.0.1:${String(port)}`,
    ...ACCOUNT,
    messages: state.messages,
    get sendCalls() {
      return state.sendCalls;
    },
    failNext: (...faults) => {
      queued.push(...faults);
    },
    failAlways: (fault) => {
      always = fault;
    },
    add: ({ to, body, ...rest }) => {
      const form = new URLSearchParams({ To: to, Body: body, From: '+14155550100' });
      const message = { ...newMessage(form, ACCOUNT.accountSid, state.now()), ...rest };
      state.messages.push(message);
      return message;
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
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
  nextFault: () => Fault | undefined,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  const url = new URL(request.url ?? '/', 'http://peer');
  if (request.method === 'POST') state.sendCalls += 1;
  const answer = () => answerOf(state, request, url, form);
  const fault = nextFault();
  if (fault === undefined) reply(response, answer());
  else await misbehave(fault, response, answer, `the number ${form.get('To') ?? ''}`);
}

function answerOf(state: State, request: IncomingMessage, url: URL, form: URLSearchParams): Answer {
  const signsIn = (user: string, secret: string) =>
    request.headers.authorization ===
    `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
  if (
    !signsIn(ACCOUNT.accountSid, ACCOUNT.authToken) &&
    !signsIn(ACCOUNT.apiKeySid, ACCOUNT.apiKeySecret)
  ) {
    return refusal({ status: 401, code: 20003, message: 'Authenticate' });
  }
  const notFound = refusal({
    status: 404,
    code: 20404,
    message: `The requested resource ${url.pathname} was not found`,
  });
  const root = `/2010-04-01/Accounts/${ACCOUNT.accountSid}/Messages`;
  if (url.pathname === `${root}.json`) {
    return request.method === 'POST' ? send(state, form) : list(state, url);
  }
  const message = state.messages.find((it) => url.pathname === `${root}/${it.sid}.json`);
  return message === undefined ? notFound : { status: 200, body: toWire(message) };
}

function send(state: State, form: URLSearchParams): Answer {
  const wrong = checkMessage(form);
  if (wrong !== undefined) return refusal(wrong);
  const message = newMessage(form, ACCOUNT.accountSid, state.now());
  state.messages.push(message);
  return { status: 201, body: toWire(message) };
}

function list(state: State, url: URL): Answer {
  const to = url.searchParams.get('To');
  const size = Number(url.searchParams.get('PageSize') ?? 50);
  const page = Number(url.searchParams.get('Page') ?? 0);
  const all = state.messages.filter((it) => to === null || it.to === to).reverse();
  const messages = all.slice(page * size, (page + 1) * size);
  const next = new URL(url);
  next.searchParams.set('Page', String(page + 1));
  const hasNext = (page + 1) * size < all.length;
  return {
    status: 200,
    body: {
      messages: messages.map(toWire),
      page,
      page_size: size,
      next_page_uri: hasNext ? next.pathname + next.search : null,
    },
  };
}
