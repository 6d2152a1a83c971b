import type { HttpRequest } from '@azure/functions';
import { ProblemError } from '../../shared/kernel/problem.ts';

/** A body that is no JSON. */
export interface UploadRule {
  /** Accepted media types, lower case, without parameters. */
  readonly mediaTypes: readonly string[];
  readonly maxBytes: number;
}

/** What the texting provider's forms may be: Twilio sends some 30 short fields. */
export const FORM_RULE: UploadRule = {
  mediaTypes: ['application/x-www-form-urlencoded'],
  maxBytes: 64_000,
};

/** What a page's form may be: a few short fields, or what mail programs send by RFC 8058. */
export const PAGE_FORM_RULE: UploadRule = {
  mediaTypes: ['application/x-www-form-urlencoded', 'multipart/form-data'],
  maxBytes: 10_000,
};

/** A body as it arrived, with the headers that say what it is. */
export interface ArrivedBody {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly encoding: string;
}

/**
 * Reads the bytes of a request's body. Refuses by the length announced, before reading, and by
 * the length that arrived (413). A body sent in chunks never reaches the app, since the runtime
 * reads only what announces its length: it is refused (411) instead of being taken for an empty one.
 */
export async function readBytes(request: HttpRequest, maxBytes: number): Promise<ArrivedBody> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > maxBytes) throw tooLarge(announced, maxBytes);
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength > maxBytes) throw tooLarge(bytes.byteLength, maxBytes);
  if (bytes.byteLength === 0 && request.headers.has('transfer-encoding')) throw lengthRequired();
  return {
    bytes,
    type: request.headers.get('content-type')?.trim() ?? '',
    encoding: request.headers.get('content-encoding')?.trim() ?? 'identity',
  };
}

/** The bytes of an upload; refuses a media type that the rule does not name, and compression (415). */
export function readUpload(body: ArrivedBody, rule: UploadRule): Uint8Array {
  const named = (type: string): boolean =>
    rule.mediaTypes.includes((type.split(';', 1)[0] ?? '').trim().toLowerCase());
  requireType(body, named, rule.mediaTypes.join(', '));
  return body.bytes;
}

/** Refuses (415) a body of another media type, and one that is compressed. */
export function requireType(
  body: ArrivedBody,
  accepts: (type: string) => boolean,
  allowed: string,
): void {
  if (!accepts(body.type)) throw unsupported('Content-Type', body.type, allowed);
  if (body.encoding !== 'identity') {
    throw unsupported('Content-Encoding', body.encoding, 'identity');
  }
}

function tooLarge(bytes: number, maxBytes: number): ProblemError {
  return new ProblemError({
    kind: 'body-too-large',
    status: 413,
    detail: 'The body is too large.',
    value: bytes,
    allowed: `at most ${String(maxBytes)} bytes`,
  });
}

function lengthRequired(): ProblemError {
  return new ProblemError({
    kind: 'length-required',
    status: 411,
    detail: 'A body sent in chunks does not arrive here. Send it with its Content-Length.',
    field: 'Transfer-Encoding',
    allowed: 'a body with Content-Length',
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
