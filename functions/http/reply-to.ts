import type { HttpRequest } from '@azure/functions';
import { answerOnce } from './answer-once.ts';
import type { AppContext, Visitor } from './app-context.ts';
import type { AnyReply, Endpoint } from './endpoint.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import { expectedRevisions } from './if-match.ts';
import { MAX_JSON_BYTES, readJson } from './read-json.ts';
import { readForm } from './read-form.ts';
import { readQuery } from './read-query.ts';
import { readBytes, readUpload } from './read-upload.ts';

/** Reads a request whose sender is known and lets its endpoint answer, at most once under a key. */
export async function replyTo(
  endpoint: Endpoint,
  request: HttpRequest,
  context: AppContext,
  visitor: Visitor,
): Promise<AnyReply> {
  const { bytes, ...body } = await readDeclaredBody(endpoint, request);
  const arrived = {
    context,
    ...visitor,
    ...(endpoint.role === 'provider' && (await readForm(request, bytes, context))),
    method: request.method,
    header: (name: string) => request.headers.get(name) ?? undefined,
    params: request.params,
    query: endpoint.visit === true ? {} : readQuery(request.url),
    ...body,
    expected: expectedRevisions(endpoint, request.headers.get('if-match')),
  };
  const { caller } = visitor;
  if (endpoint.creates === undefined || caller === undefined) return endpoint.answer(arrived);
  const key = readIdempotencyKey(request.headers.get('idempotency-key'));
  if (key === undefined) return endpoint.answer(arrived);
  const { pathname: path } = new URL(request.url);
  return answerOnce(endpoint, { ...arrived, caller }, { key, path, body: bytes });
}

interface DeclaredBody {
  readonly bytes: Uint8Array;
  readonly body: unknown;
  readonly upload: Uint8Array;
}

/** Reads what the endpoint declares; whatever else is sent along is left unread. */
async function readDeclaredBody(
  { body, upload }: Endpoint,
  request: HttpRequest,
): Promise<DeclaredBody> {
  const empty = new Uint8Array();
  if (upload !== undefined) {
    const bytes = readUpload(await readBytes(request, upload.maxBytes), upload);
    return { bytes, body: undefined, upload: bytes };
  }
  if (body === undefined) return { bytes: empty, body: undefined, upload: empty };
  const sent = await readBytes(request, MAX_JSON_BYTES);
  return { bytes: sent.bytes, body: readJson(sent), upload: empty };
}
