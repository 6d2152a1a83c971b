import type { HttpRequest } from '@azure/functions';
import { ProblemError } from '../../shared/kernel/problem.ts';

/** The largest body taken, in bytes. */
const MAX_BODY_BYTES = 1_000_000;

const JSON_TYPE =
  /^application\/(?:json|merge-patch\+json)\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/**
 * Reads the JSON body of a request. Refuses by the length of what arrived (413), another
 * content type, charset or encoding (415), and what is not UTF-8 JSON (400).
 */
export async function readBody(request: HttpRequest): Promise<unknown> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > MAX_BODY_BYTES) throw tooLarge(announced);
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MAX_BODY_BYTES) throw tooLarge(bytes.byteLength);
  requireJson(request);
  return parseJson(bytes);
}

function requireJson(request: HttpRequest): void {
  const type = request.headers.get('content-type')?.trim() ?? '';
  if (!JSON_TYPE.test(type)) throw unsupported('Content-Type', type, 'application/json');
  const encoding = request.headers.get('content-encoding')?.trim() ?? 'identity';
  if (encoding !== 'identity') throw unsupported('Content-Encoding', encoding, 'identity');
}

function parseJson(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    // The parser's own message quotes the body, which may hold anything.
    const empty = bytes.byteLength === 0;
    throw new ProblemError({
      kind: 'invalid-json',
      status: 400,
      detail: empty ? 'The body is empty.' : 'The body is not valid JSON in UTF-8.',
      allowed: 'a JSON object',
    });
  }
}

function tooLarge(bytes: number): ProblemError {
  return new ProblemError({
    kind: 'body-too-large',
    status: 413,
    detail: 'The body is too large.',
    value: bytes,
    allowed: `at most ${String(MAX_BODY_BYTES)} bytes`,
  });
}

function unsupported(field: string, value: string, allowed: string): ProblemError {
  return new ProblemError({
    kind: 'unsupported-media-type',
    status: 415,
    detail: `${field} ${JSON.stringify(value)} is not supported.`,
    field,
    value,
    allowed,
  });
}
