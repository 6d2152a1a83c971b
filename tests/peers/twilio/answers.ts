import type { ServerResponse } from 'node:http';
import type { Refusal } from './check-message.ts';

/** A status and what goes with it. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Sends an answer as Twilio would. */
export function reply(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Twilio's classic error document. */
export function refusal({ status, code, message }: Refusal): Answer {
  const more_info = `https://www.twilio.com/docs/errors/${String(code)}`;
  return { status, body: { code, message, more_info, status } };
}
