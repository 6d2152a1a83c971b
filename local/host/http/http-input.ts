import type { IncomingMessage } from 'node:http';
import type { RpcHttpData, RpcNullable } from '../core/core-types.ts';

/** The largest request body that the runtime accepts, in bytes; a larger one is answered with 413. */
export const BODY_LIMIT_BYTES = 104_857_600;

/** The length that a request states for its body; 0 without one, as for a chunked request. */
export function statedLength(request: IncomingMessage): number {
  return Number(request.headers['content-length'] ?? 0);
}

/**
 * Shapes a request as the runtime hands it to the app: header names in lower case, repeated headers
 * and query parameters joined with a comma. The body is read only when the request states its
 * length, so a chunked upload arrives empty.
 */
export async function httpInput(
  request: IncomingMessage,
  params: Readonly<Record<string, string>>,
): Promise<RpcHttpData> {
  const url = new URL(`http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`);
  const bytes = statedLength(request) > 0 ? await bodyOf(request) : undefined;
  if (bytes === undefined) request.resume();
  return {
    url: url.href,
    method: request.method ?? 'GET',
    nullableHeaders: nullable(headersOf(request)),
    nullableQuery: nullable(queryOf(url)),
    nullableParams: nullable(Object.entries(params)),
    ...(bytes === undefined ? {} : { body: { bytes } }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function headersOf(request: IncomingMessage): [string, string][] {
  return Object.entries(request.headersDistinct).map(([name, values]) => [
    name,
    (values ?? []).join(','),
  ]);
}

function queryOf(url: URL): [string, string][] {
  return [...new Set(url.searchParams.keys())].map((name) => [
    name,
    url.searchParams.getAll(name).join(','),
  ]);
}

function nullable(pairs: readonly [string, string][]): Record<string, RpcNullable<string>> {
  return Object.fromEntries(pairs.map(([name, value]) => [name, { value }]));
}
