import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { refusal, reply, type Answer } from './answers.ts';

/**
 * What can go wrong with a request. `taken` says whether the request took effect first:
 * with it, the message is stored and only the answer goes astray.
 */
export type Fault =
  /** A refusal with Twilio's code; its words name the number. */
  | { readonly kind: 'refuse'; readonly status: number; readonly code?: number }
  /** The same as an RFC 9457 document. */
  | { readonly kind: 'problem'; readonly status: number; readonly code: number }
  /** A page of HTML from some gateway. */
  | { readonly kind: 'html'; readonly status: number; readonly taken?: boolean }
  /** No answer, ever. */
  | { readonly kind: 'hang'; readonly taken?: boolean }
  /** A byte now and then, so that the connection is never silent. */
  | { readonly kind: 'drip'; readonly taken?: boolean }
  /** The answer stops in the middle: its JSON is cut, or (torn) the connection is. */
  | { readonly kind: 'cut'; readonly torn?: boolean }
  /** The connection is reset. */
  | { readonly kind: 'reset'; readonly taken?: boolean }
  /** The answer is a success that says nothing. */
  | { readonly kind: 'empty' };

/** Plays a fault; `answer` lets the request take effect and gives what would have been replied. */
export async function misbehave(
  fault: Fault,
  response: ServerResponse,
  answer: () => Answer,
  secret: string,
): Promise<void> {
  if ('taken' in fault && fault.taken) answer();
  switch (fault.kind) {
    case 'refuse':
      reply(response, refused(fault.status, fault.code, secret));
      return;
    case 'problem':
      reply(response, problem(fault.status, fault.code, secret));
      return;
    case 'html':
      response.writeHead(fault.status, { 'Content-Type': 'text/html' });
      response.end(`<html><body>Something about ${secret}</body></html>`);
      return;
    case 'hang':
      return;
    case 'drip':
      await drip(response);
      return;
    case 'cut':
      cut(response, answer(), fault.torn === true);
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'empty':
      reply(response, { status: 201, body: {} });
      return;
  }
}

function refused(status: number, code: number | undefined, secret: string): Answer {
  const message = `Twilio will not do this for ${secret}`;
  return code === undefined
    ? { status, body: { message, status } }
    : refusal({ status, code, message });
}

function problem(status: number, code: number, secret: string): Answer {
  const detail = `Not for ${secret}`;
  return { status, body: { type: 'about:blank', title: detail, detail, status, code } };
}

function cut(response: ServerResponse, { status, body }: Answer, torn: boolean): void {
  const whole = JSON.stringify(body);
  const half = whole.slice(0, whole.length / 2);
  const length = Buffer.byteLength(torn ? whole : half);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': length });
  if (torn) response.write(half, () => response.destroy());
  else response.end(half);
}

/** Never ends while the other side listens: a space each 20 ms is valid JSON so far. */
async function drip(response: ServerResponse): Promise<void> {
  response.writeHead(201, { 'Content-Type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  await once(response, 'close');
  clearInterval(timer);
}
